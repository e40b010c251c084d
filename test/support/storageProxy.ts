import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { tableConnectionString } from '../../cli/host/azurite.ts';

/** A call to storage, as it crosses the wire. A transaction is one. */
export interface StorageCall {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: string;
}

/**
 * What becomes of a call: it is passed on; it is passed on but its answer is lost; it is refused as by a server that is
 * too busy; it is forbidden, as to an identity without a role; it is never answered; it is cut off before storage sees it.
 */
export type Treatment = 'pass' | 'lose' | 'refuse' | 'forbid' | 'hang' | 'cut';

export interface StorageProxy {
  /** Leads to the storage behind the proxy, through it. */
  readonly connectionString: string;
  /** The calls that came, whatever became of them. */
  readonly calls: readonly StorageCall[];
  /** Decides about calls from now on. */
  treat(decide: (call: StorageCall) => Treatment | Promise<Treatment>): void;
  /** Forgets the calls that came. */
  forget(): void;
  /** From now on connections are refused. */
  close(): Promise<void>;
}

/** What a storage says that must not reach a client. */
export const busyMessage = 'The server is busy at stamp ams07prdstr02a.';

/** Stands between a service and the table server on `port`. A signature depends on the path, not on the host. */
export async function startStorageProxy(port: number): Promise<StorageProxy> {
  const calls: StorageCall[] = [];
  let decide: (call: StorageCall) => Treatment | Promise<Treatment> = () => 'pass';

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const call = { method: request.method ?? '', url: request.url ?? '', body: body.toString() };
    calls.push(call);
    const treatment = await decide(call);
    if (treatment === 'hang') return;
    if (treatment === 'cut') {
      request.socket.destroy();
      return;
    }
    if (treatment === 'refuse' || treatment === 'forbid') {
      const [status, code] =
        treatment === 'refuse' ? [503, 'ServerBusy'] : [403, 'AuthorizationPermissionMismatch'];
      const error = { 'odata.error': { code, message: { lang: 'en-US', value: busyMessage } } };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(error));
      return;
    }
    const answer = await passOn(port, request, body);
    const answered = await buffer(answer);
    if (treatment === 'lose') {
      request.socket.destroy();
      return;
    }
    const { 'transfer-encoding': dropped, ...headers } = answer.headers;
    response.writeHead(answer.statusCode ?? 500, headers).end(answered);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    connectionString: tableConnectionString((server.address() as AddressInfo).port),
    calls,
    treat: (next) => (decide = next),
    forget: () => calls.splice(0),
    async close() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function passOn(port: number, request: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { method, url: path, headers } = request;
  const passed = send({ host: '127.0.0.1', port, method, path, headers, agent: false });
  passed.end(body);
  const [answer] = (await once(passed, 'response')) as [IncomingMessage];
  return answer;
}

/** Loses the answer to the first call for which `test` holds, and passes on all others. */
export function loseOnce(test: (call: StorageCall) => boolean): (call: StorageCall) => Treatment {
  let lost = false;
  return (call) => {
    if (lost || !test(call)) return 'pass';
    lost = true;
    return 'lose';
  };
}

export function isTransaction({ url }: StorageCall): boolean {
  return url.includes('$batch');
}
