/**
 * What the bundle has of the two packages of proxy agents: few deployments reach storage through a proxy, and the agents
 * bring a logger of their own.
 */
import type { ClientRequest } from 'node:http';

type Kind = 'HttpProxyAgent' | 'HttpsProxyAgent';

/** What `node:http` calls of an agent; Node's types leave it out. */
interface RequestAgent {
  addRequest(request: ClientRequest, options: object): void;
}

/** An agent whose first request loads the real one. */
class LateAgent implements RequestAgent {
  readonly protocol: string;
  readonly defaultPort: number;
  readonly #kind: Kind;
  readonly #proxy: string | URL;

  constructor(kind: Kind, proxy: string | URL) {
    this.#kind = kind;
    this.#proxy = proxy;
    [this.protocol, this.defaultPort] = kind === 'HttpsProxyAgent' ? ['https:', 443] : ['http:', 80];
  }

  addRequest(request: ClientRequest, options: object): void {
    import('./proxyAgents.ts')
      .then((agents) => {
        const agent = new agents[this.#kind](this.#proxy) as unknown as RequestAgent;
        agent.addRequest(request, options);
      })
      .catch((error: unknown) => request.destroy(error instanceof Error ? error : undefined));
  }
}

export class HttpProxyAgent extends LateAgent {
  constructor(proxy: string | URL) {
    super('HttpProxyAgent', proxy);
  }
}

export class HttpsProxyAgent extends LateAgent {
  constructor(proxy: string | URL) {
    super('HttpsProxyAgent', proxy);
  }
}
