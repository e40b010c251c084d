import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  azureRefusal,
  batchAnswer,
  errorAnswer,
  pageAnswer,
  withoutPosition,
  type StorageAnswer,
} from './azureAnswers.ts';

export { busyMessage } from './azureAnswers.ts';

/** A call to storage, as it crosses the wire. A transaction is one. */
export interface StorageCall {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: string;
}

/**
 * What becomes of a call. Those of `answered` below; besides: it is passed on; it is passed on but its answer is lost; it is
 * cut off before storage sees it; it is never answered, whether storage has seen it or not; its answer breaks off, or
 * never ends; a query is answered with short and empty pages, or told to go on at a place that storage does not know.
 */
export type Treatment =
  | 'pass'
  | 'lose'
  | 'cut'
  | 'hang'
  | 'doneAndHang'
  | 'breakOff'
  | 'neverEnd'
  | 'shortPages'
  | 'damagedToken'
  | keyof typeof answered;

/** What storage, or something in front of it, answers instead; `pass` carries the call out before. */
const answered = {
  refuse: () => errorAnswer(503, 'ServerBusy'),
  refuseForASecond: () => errorAnswer(503, 'ServerBusy', { headers: { 'retry-after': '1' } }),
  refuseForAMinute: () => errorAnswer(503, 'ServerBusy', { headers: { 'retry-after': '60' } }),
  throttle: () => errorAnswer(429, 'TooManyRequests'),
  timeOut: () => errorAnswer(500, 'OperationTimedOut'),
  fail: () => errorAnswer(500, 'InternalError'),
  requestTimeOut: () => errorAnswer(408, 'RequestTimeout'),
  forbid: () => errorAnswer(403, 'AuthorizationPermissionMismatch'),
  forbidNetwork: () => errorAnswer(403, 'AuthorizationFailure'),
  page: () => pageAnswer(200),
  page404: () => pageAnswer(404),
  redirect: () => pageAnswer(302, { location: 'https://login.example.com/' }),
  gateway: () => pageAnswer(502),
  doneAndTimeOut: after(() => errorAnswer(500, 'OperationTimedOut')),
  doneAndRefuseForAMinute: after(() => errorAnswer(503, 'ServerBusy', { headers: { 'retry-after': '60' } })),
  doneAndPage: after(() => pageAnswer(200)),
  doneAndEmpty: after(({ status, headers }) => ({ status, headers, body: '' })),
  busyInside: () => batchAnswer(503, 'ServerBusy'),
  busyInsideForASecond: () => batchAnswer(503, 'ServerBusy', undefined, ['Retry-After: 1']),
  timeOutInside: () => batchAnswer(500, 'OperationTimedOut'),
  throttleInside: () => batchAnswer(429, 'TooManyRequests'),
  requestTimeOutInside: () => batchAnswer(408, 'RequestTimeout'),
  doneAndTimeOutInside: after(() => batchAnswer(500, 'OperationTimedOut')),
  noPosition: after(withoutPosition),
} satisfies Record<string, (pass: Pass) => StorageAnswer | Promise<StorageAnswer>>;

type Pass = () => Promise<StorageAnswer>;

function after(change: (answer: StorageAnswer) => StorageAnswer): (pass: Pass) => Promise<StorageAnswer> {
  return async (pass) => change(await pass());
}

export interface StorageProxy {
  /** Leads to the storage behind the proxy, through it. */
  readonly connectionString: string;
  /** All calls that came. */
  readonly calls: readonly StorageCall[];
  /** Decides about calls from now on. */
  treat(decide: (call: StorageCall) => Treatment | Promise<Treatment>): void;
  /** Forgets the calls that came. */
  forget(): void;
  /** Waits until the killed process before it is gone and storage has answered whatever it sent: that can be after its end. */
  ended(): Promise<void>;
  /** From now on connections are refused. */
  close(): Promise<void>;
}

/** The port in the address of a local table server. */
function portOf(connectionString: string): number {
  const port = /TableEndpoint=http:\/\/127\.0\.0\.1:(\d+)/.exec(connectionString)?.[1];
  if (port === undefined) throw new Error('This is no storage on this machine.');
  return Number(port);
}

/**
 * Stands between a service and a table server, and has Azure's manners where those are stricter (`azureRefusal`).
 * A signature depends on the path, not on the host.
 */
export async function startStorageProxy(connectionString: string): Promise<StorageProxy> {
  const port = portOf(connectionString);
  const calls: StorageCall[] = [];
  const tokens = new PageTokens();
  let decide: (call: StorageCall) => Treatment | Promise<Treatment> = () => 'pass';

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const call = { method: request.method ?? '', url: request.url ?? '', body: await text(request) };
    calls.push(call);
    const pass = () => passOn(port, request, tokens.original(call));
    const treatment = await decide(call);
    if (treatment === 'hang') return;
    if (treatment === 'cut') {
      request.socket.destroy();
      return;
    }
    const answer = await answerOf(treatment, call, pass, tokens);
    if (treatment === 'doneAndHang') return;
    if (treatment === 'lose') {
      request.socket.destroy();
      return;
    }
    if (treatment === 'breakOff' || treatment === 'neverEnd') {
      const { body } = answer;
      // Chunked, so that what has come looks whole until then.
      response.writeHead(answer.status, withoutLength(answer.headers));
      response.write(body.slice(0, Math.max(1, Math.floor(body.length / 2))), () => {
        if (treatment === 'breakOff') request.socket.destroy();
      });
      return;
    }
    response.writeHead(answer.status, withoutLength(answer.headers)).end(answer.body);
  };

  const sockets = new Set<Socket>();
  const handled = new Set<Promise<unknown>>();
  const server = createServer((request, response) => {
    const handling = handle(request, response)
      .catch(() => response.destroy())
      .finally(() => handled.delete(handling));
    handled.add(handling);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    connectionString: connectionString.replace(`:${port}/`, `:${(server.address() as AddressInfo).port}/`),
    calls,
    treat: (next) => (decide = next),
    forget: () => calls.splice(0),
    async ended() {
      // Whatever a socket still held is read before it is closed.
      await Promise.all([...sockets].map((socket) => new Promise((closed) => socket.once('close', closed))));
      await Promise.all(handled);
    },
    async close() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answerOf(
  treatment: Treatment,
  call: StorageCall,
  pass: Pass,
  tokens: PageTokens,
): Promise<StorageAnswer> {
  const refused = azureRefusal(call) ?? tokens.refusal(call);
  if (refused !== undefined) return refused;
  if (treatment === 'shortPages' || treatment === 'damagedToken')
    return tokens.paged(call, treatment, await pass());
  return treatment in answered ? answered[treatment as keyof typeof answered](pass) : pass();
}

function withoutLength({
  'transfer-encoding': dropped,
  'content-length': length,
  ...headers
}: StorageAnswer['headers']): StorageAnswer['headers'] {
  return headers;
}

/** The places at which this proxy lets a query go on by itself: storage may give pages as it likes. */
class PageTokens {
  readonly #urls = new Map<string, string>();

  /** The call as storage is to see it. */
  original(call: StorageCall): StorageCall {
    const token = tokenIn(call);
    return { ...call, url: this.#urls.get(token) ?? call.url };
  }

  /** Azure's answer to a place that it does not know. */
  refusal(call: StorageCall): StorageAnswer | undefined {
    return tokenIn(call).startsWith('damaged') ? errorAnswer(400, 'InvalidInput') : undefined;
  }

  /** An empty page, after which the query goes on; or a page behind which it can't. */
  paged(call: StorageCall, kind: 'shortPages' | 'damagedToken', answer: StorageAnswer): StorageAnswer {
    if (!call.url.includes('()') || tokenIn(call) !== '') return answer;
    const token = `${kind === 'shortPages' ? 'proxy' : 'damaged'}-${this.#urls.size}`;
    this.#urls.set(token, call.url);
    return {
      ...answer,
      headers: {
        ...answer.headers,
        'x-ms-continuation-NextPartitionKey': token,
        'x-ms-continuation-NextRowKey': '',
      },
      body: '{"value":[]}',
    };
  }
}

function tokenIn({ url }: StorageCall): string {
  return new URL(url, 'http://storage').searchParams.get('NextPartitionKey') ?? '';
}

async function passOn(port: number, request: IncomingMessage, call: StorageCall): Promise<StorageAnswer> {
  const { method, url: path, body } = call;
  const passed = send({ host: '127.0.0.1', port, method, path, headers: request.headers, agent: false });
  passed.end(body);
  const [answer] = (await once(passed, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 500, headers: answer.headers, body: await text(answer) };
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
