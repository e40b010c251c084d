import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { answerAdminRun, readAdminRun } from './admin.ts';
import { createFunctionsCore, type FunctionsCore } from './functionsCore.ts';
import { readRoutePrefix } from './hostJson.ts';
import { httpFunctions, type HttpFunction } from './httpFunctions.ts';
import { invoke } from './invoke.ts';
import { closeServer, listen } from './listen.ts';
import { loadBundle } from './loadBundle.ts';
import { bodyLength, readWholeBody, readTarget, toRpcRequest } from './request.ts';
import { sendEmpty, sendRpcResponse } from './response.ts';
import { createRouter, inRoutingOrder, type Router } from './router.ts';
import type { HostLog } from './rpc.ts';
import { createTimers, type Timers } from './timers.ts';

/** Options of the local host. */
export interface HostOptions {
  /** The CommonJS bundle that Azure would load. */
  bundle: string;
  /** Path of `host.json`, for its route prefix. */
  hostJson: string;
  /** 0 takes a free port. */
  port: number;
  hostname: string;
  log: HostLog;
}

/** A running host. */
export interface Host {
  url: string;
  /** Served functions, in the order in which routes are tried; `route` includes the prefix. */
  functions: { name: string; methods: readonly string[]; route: string }[];
  /** Timer functions by name. */
  timers: { name: string; schedule: string }[];
  /** Lets requests in progress finish, for half a minute at most. */
  close(): Promise<void>;
}

/** A loaded app. */
interface Serving {
  core: FunctionsCore;
  router: Router<HttpFunction>;
  timers: Timers;
  maxBodyBytes: number;
}

/** The host's default limit of a body. A larger one gives 500 before any function sees it. */
const defaultMaxBodyBytes = 100 * 1024 * 1024;

/** Longest wait for a running timer when the host closes: a run may take minutes. */
const timerTimeoutMs = 5_000;

/** Loads the bundle, serves its HTTP functions by the rules of the Azure Functions host, and runs its timers. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { hostname, port, log } = options;
  const prefix = await readRoutePrefix(options.hostJson);
  const core = createFunctionsCore(log);
  await loadBundle(resolve(options.bundle), core.api);
  const { HttpUri } = await core.model().getCapabilities({});
  if (HttpUri !== undefined) throw new Error('The local host has no HTTP streaming: turn it off.');

  const functions = inRoutingOrder(httpFunctions(core));
  const timers = createTimers(core);
  const serving = { core, router: createRouter(functions, prefix), timers, maxBodyBytes: readMaxBodyBytes() };
  tellNotRun(core, [...functions, ...timers.list]);

  // Kestrel allows 32 KiB of headers, Node only 16.
  const server = createServer({ maxHeaderSize: 32 * 1024 }, (request, response) => {
    answer(serving, request, response).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return; // The client went away: nobody to answer.
      log('error', 'system', `${request.method ?? ''} ${request.url ?? ''} failed: ${inspect(error)}`);
      if (response.headersSent) response.destroy();
      else sendEmpty(response, 500);
    });
  });
  const url = await listen(server, port, hostname);
  timers.start();
  return {
    url,
    functions: functions.map(({ name, methods, route }) => ({
      name,
      methods,
      route: [prefix, route].filter((part) => part !== '').join('/'),
    })),
    timers: timers.list,
    async close() {
      await Promise.all([closeServer(server), timers.close(timerTimeoutMs)]);
      await core.terminate();
    },
  };
}

async function answer(
  { core, router, timers, maxBodyBytes }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = readTarget(request);
  if (target === undefined) {
    sendEmpty(response, 400);
    return;
  }
  const method = request.method ?? 'GET';
  const adminRun = readAdminRun(method, target.path);
  if (adminRun !== undefined) {
    await answerAdminRun(timers, adminRun, request, response);
    return;
  }
  const match = router(method, target.path);
  if (match === undefined) {
    sendEmpty(response, 404);
    return;
  }
  const length = bodyLength(request);
  if (length > maxBodyBytes) {
    response.setHeader('connection', 'close'); // The body was not read: what follows on this connection is no request.
    sendEmpty(response, 500);
    return;
  }
  const body = length > 0 ? await readWholeBody(request) : undefined;
  const http = toRpcRequest(request, target, match.params, body);
  const answered = await invoke(core, match.target.registered, { http });
  sendRpcResponse(response, answered?.http ?? undefined);
}

/** `FUNCTIONS_REQUEST_BODY_SIZE_LIMIT`, as Azure's host reads it: a value that is no number is ignored. */
function readMaxBodyBytes(): number {
  const set = Number(process.env.FUNCTIONS_REQUEST_BODY_SIZE_LIMIT ?? '');
  return Number.isSafeInteger(set) && set > 0 ? set : defaultMaxBodyBytes;
}

function tellNotRun(core: FunctionsCore, run: readonly { name: string }[]): void {
  const names = new Set(run.map(({ name }) => name));
  for (const { metadata, trigger } of core.functions()) {
    if (names.has(metadata.name)) continue;
    const type = trigger.type ?? '';
    core.log('information', 'system', `${metadata.name} (${type}) is registered but not run here.`);
  }
}
