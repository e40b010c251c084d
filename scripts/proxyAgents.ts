/** The proxy agents, in a file of their own: `lateProxies.ts` loads it. */
export { HttpProxyAgent } from 'http-proxy-agent';
export { HttpsProxyAgent } from 'https-proxy-agent';
