import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startHost, type Host } from '../../../cli/host/server.ts';
import { buildFixture, type Fixture } from './fixture/build.ts';

let fixture: Fixture;
let host: Host;
const logged: string[] = [];

const start = (more: { port?: number; bundle?: string } = {}) =>
  startHost({
    ...fixture,
    port: 0,
    hostname: '127.0.0.1',
    log: (level, category, message) => logged.push(`${level} ${category} ${message}`),
    ...more,
  });

interface Echo {
  url: string;
  params: Record<string, string>;
  query: [string, string][];
  headers: Record<string, string>;
  body: string;
}
const echo = async (path: string, init?: RequestInit) =>
  (await (await fetch(`${host.url}/scim/echo/${path}`, init)).json()) as Echo;

/** Sends bytes as they are and gives back all that comes until the server ends the connection. */
async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(host.url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk) => (answer += chunk as unknown as string));
  socket.write(text);
  await once(socket, 'close');
  return answer;
}
const rawHead = (line: string, ...headers: string[]) =>
  raw([line, 'Host: h', 'Connection: close', ...headers, '', ''].join('\r\n'));

beforeAll(async () => {
  fixture = await buildFixture();
  host = await start();
});
afterAll(async () => {
  await host.close();
  await fixture.remove();
});

describe('who answers', () => {
  test('functions are listed in routing order, with methods and the prefixed route', () => {
    expect(host.functions.map(({ name }) => name)).toEqual([
      'echo',
      'echoPart',
      'headed',
      'loud',
      'OrderA',
      'orderB',
      'slow',
      'state',
      'thrower',
    ]);
    expect(host.functions[0]).toEqual({
      name: 'echo',
      methods: ['GET', 'POST', 'DELETE'],
      route: 'scim/echo/{id}',
    });
  });

  test('the first name wins over the literal', async () => {
    expect(await (await fetch(`${host.url}/scim/order/literal`)).text()).toBe('A');
  });

  test.each([
    ['PATCH', '/scim/echo/1'],
    ['HEAD', '/scim/echo/1'],
    ['GET', '/scim/nothing'],
    ['GET', '/api/echo/1'],
    ['GET', '/scim//echo/1'],
    ['GET', '/'],
  ])('%s %s is 404 with an empty body', async (method, path) => {
    const response = await fetch(host.url + path, { method });
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
    expect(response.headers.get('content-type')).toBeNull();
  });

  test('a trailing slash is ignored', async () => {
    expect((await echo('1/')).params).toEqual({ id: '1' });
  });

  test('a timer is listed apart, and not served', async () => {
    expect(host.timers).toEqual([{ name: 'tidy', schedule: '0 0 3 * * *' }]);
    expect((await fetch(`${host.url}/scim/tidy`)).status).toBe(404);
  });
});

describe('the request', () => {
  test('parameters arrive decoded, %2F and + as they are', async () => {
    const { params } = await echo('a%40b%3A%20c/%2F+%C3%BC');
    expect(params).toEqual({ id: 'a@b: c', part: '%2F+ü' });
  });

  test('the URL is absolute, from the Host header', async () => {
    expect(await rawHead('GET /scim/echo/1?a=b HTTP/1.1')).toContain('"url":"http://h/scim/echo/1?a=b"');
    expect(await rawHead('GET http://proxy/scim/echo/1 HTTP/1.1')).toContain('"url":"http://h/scim/echo/1"');
  });

  test('repeated query parameters are one, with the last spelling of the name and the values joined', async () => {
    const { query } = await echo('1?a=1&b=x%20y+z&a=&A=2&flag');
    expect(query).toEqual([
      ['A', '1,2'],
      ['b', 'x y z'],
      ['flag', ''],
    ]);
  });

  test('header names are lower case, repeated ones joined', async () => {
    const answer = await rawHead('GET /scim/echo/1 HTTP/1.1', 'X-One: a', 'x-oNE: b');
    expect(answer).toContain('"x-one":"a,b"');
  });

  test("the client's address and port are added to X-Forwarded-For", async () => {
    const { headers } = await echo('1');
    expect(headers['x-forwarded-for']).toMatch(/^127\.0\.0\.1:\d+$/);
    const answer = await rawHead(
      'GET /scim/echo/1 HTTP/1.1',
      'X-Forwarded-For: 1.2.3.4',
      'x-forwarded-for: [::5]:6',
    );
    expect(answer).toMatch(/"x-forwarded-for":"1\.2\.3\.4, \[::5\]:6, 127\.0\.0\.1:\d+"/);
  });

  test('a body with Content-Length arrives byte for byte', async () => {
    const body = JSON.stringify({ name: 'Zoë', card: '0042' });
    expect((await echo('1', { method: 'POST', body })).body).toBe(body);
    expect((await echo('1', { method: 'DELETE', body })).body).toBe(body);
  });

  test('a chunked body does not arrive', async () => {
    const body = new Blob(['{"dropped":true}']).stream();
    const seen = await echo('1', { method: 'POST', body, duplex: 'half' });
    expect(seen.headers['transfer-encoding']).toBe('chunked');
    expect(seen.body).toBe('');
  });

  test('a GET body does not arrive', async () => {
    const answer = await raw(
      'GET /scim/echo/1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody',
    );
    expect(answer).toContain('200 OK');
    expect(answer).toContain('"body":""');
  });

  test('a body beyond 100 MB is 500, before the function', async () => {
    const before = globalThis.fixtureEvents.length;
    const answer = await raw('POST /scim/echo/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 104857601\r\n\r\n');
    expect(answer).toContain('500 Internal Server Error');
    expect(globalThis.fixtureEvents).toHaveLength(before);
  });

  test('a body beyond FUNCTIONS_REQUEST_BODY_SIZE_LIMIT is an empty 500, and one up to it arrives', async () => {
    vi.stubEnv('FUNCTIONS_REQUEST_BODY_SIZE_LIMIT', '4');
    const other = await start();
    vi.unstubAllEnvs();
    const send = (body: string) => fetch(`${other.url}/scim/echo/1`, { method: 'POST', body });
    const [fits, beyond] = [await send('four'), await send('fiver')];
    expect(await fits.json()).toMatchObject({ body: 'four' });
    expect({ status: beyond.status, body: await beyond.text() }).toEqual({ status: 500, body: '' });
    await other.close();
  });

  test.each(['/scim/echo/%00', '*'])('%s is 400', async (target) => {
    expect(await rawHead(`GET ${target} HTTP/1.1`)).toContain('400 Bad Request');
  });

  test('a broken escape reaches the function as it is', async () => {
    expect(await rawHead('GET /scim/echo/%/%C3%28 HTTP/1.1')).toContain('"params":{"id":"%","part":"%C3("}');
  });

  test('a client that goes away in the middle of its body harms nobody', async () => {
    const socket = connect(Number(new URL(host.url).port), '127.0.0.1');
    socket.write('POST /scim/echo/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect((await fetch(`${host.url}/scim/headed`)).status).toBe(200);
    expect(logged.filter((line) => line.includes('POST'))).toEqual([]);
  });
});

describe('the answer', () => {
  test('a handler that throws is 500 with an empty body, and the log has the reason', async () => {
    const response = await fetch(`${host.url}/scim/thrower`);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('');
    expect(logged).toContainEqual(expect.stringMatching(/^error system GET .*thrown on purpose/));
  });

  test('a handler that returns nothing is 204, and its log lines arrive', async () => {
    expect((await fetch(`${host.url}/scim/loud`)).status).toBe(204);
    expect(logged).toContain('warning user a line 7');
  });

  test('HEAD, where it is named, has the headers and no body', async () => {
    const answer = await rawHead('HEAD /scim/headed HTTP/1.1');
    expect(answer).toContain('200 OK');
    expect(answer).toContain('x-seen: yes');
    expect(answer.toLowerCase()).toContain('content-length: 12\r\n');
    expect(answer.endsWith('\r\n\r\n')).toBe(true);
  });

  test("a handler's word on the framing is not passed on", async () => {
    const answer = await rawHead('GET /scim/headed HTTP/1.1');
    expect(answer.toLowerCase()).toContain('content-length: 12\r\n');
    expect(answer.toLowerCase()).not.toContain('transfer-encoding');
    expect(answer.endsWith('\r\n\r\ntwelve bytes')).toBe(true);
  });

  test('JSON gets its content type', async () => {
    const response = await fetch(`${host.url}/scim/echo/1`);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('x-method')).toBe('GET');
  });
});

describe('starting and closing', () => {
  test('the app ends after the last request; requests under way finish', async () => {
    const other = await start();
    const slow = fetch(`${other.url}/scim/slow`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const began = performance.now();
    await other.close();
    expect(await (await slow).text()).toBe('slow');
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(globalThis.fixtureEvents).toEqual(['slow', 'appTerminate']);
    await expect(fetch(`${other.url}/scim/headed`)).rejects.toThrow();
  });

  test('a body that is still being sent is waited for', async () => {
    const other = await start();
    const socket = connect(Number(new URL(other.url).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => (answer += chunk as unknown as string));
    socket.write('POST /scim/echo/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nfo');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closed = other.close();
    await new Promise((resolve) => setTimeout(resolve, 500));
    socket.write('ur');
    await once(socket, 'close');
    await closed;
    expect(answer).toContain('"body":"four"');
  });

  test('a kept-alive connection has the request answered that was on its way, and then ends', async () => {
    const other = await start();
    const socket = connect(Number(new URL(other.url).port), '127.0.0.1');
    let answers = '';
    socket.setEncoding('utf8').on('data', (chunk) => (answers += chunk as unknown as string));
    socket.write('GET /scim/headed HTTP/1.1\r\nHost: h\r\n\r\n');
    await vi.waitUntil(() => answers.endsWith('twelve bytes'), { timeout: 20_000 });
    answers = '';
    const closed = other.close();
    socket.write('GET /scim/headed HTTP/1.1\r\nHost: h\r\n\r\n');
    await once(socket, 'close');
    await closed;
    expect(answers).toMatch(/^HTTP\/1\.1 200 OK[^]*connection: close[^]*twelve bytes$/i);
  });

  test('two hosts of one bundle share no module state', async () => {
    const other = await start();
    const call = async (url: string) => (await fetch(`${url}/scim/state`)).text();
    expect([await call(host.url), await call(host.url), await call(other.url)]).toEqual(['1', '2', '1']);
    await other.close();
  });

  test('a port in use is a plain sentence', async () => {
    const port = Number(new URL(host.url).port);
    await expect(start({ port })).rejects.toThrow(
      `Port ${port} is already in use. Perhaps the service runs already; for another port:  npm start -- --port 7072`,
    );
  });

  test('without a prefix in host.json it is "api"', async () => {
    const plain = await buildFixture({});
    const other = await start(plain);
    expect((await fetch(`${other.url}/api/headed`)).status).toBe(200);
    await other.close();
    await plain.remove();
  });

  test.each([
    ['nothing', 'The bundle registers no functions.'],
    ['core.registerFunction({ name: "1a", bindings: {} })', '"1a" is no valid function name.'],
    ['core.registerFunction({ name: "a", bindings: {} })', 'Function "a" has no trigger.'],
    ['f("a"); f("A")', 'Two functions are named "A".'],
    ['core.registerHook("log", () => {})', 'The local host knows no hook "log".'],
    [
      'core.setProgrammingModel({ getCapabilities: async () => ({ HttpUri: "http://x" }) })',
      'The local host has no HTTP streaming',
    ],
  ])('a bundle that runs %s is refused', async (code, message) => {
    const bundle = `${fixture.bundle}.bad.cjs`;
    const lead = `const core = require('@azure/functions-core'), nothing = 0;
      const f = (name) => core.registerFunction({ name, bindings: { t: { type: 'httpTrigger' } } });`;
    await writeFile(bundle, `${lead}\n${code};`);
    await expect(start({ bundle })).rejects.toThrow(message);
  });
});
