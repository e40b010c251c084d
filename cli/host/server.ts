import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { createFunctionsCore, type FunctionsCore, type RegisteredFunction } from './functionsCore.ts';
import { readRoutePrefix } from './hostJson.ts';
import { invoke } from './invoke.ts';
import { closeServer, listen } from './listen.ts';
import { loadBundle } from './loadBundle.ts';
import { bodyLength, readBody, readTarget, toRpcRequest } from './request.ts';
import { sendEmpty, sendRpcResponse } from './response.ts';
import { createRouter, inRoutingOrder, type Routed, type Router } from './router.ts';
import type { HostLog } from './rpc.ts';

/** What to serve, and where. */
export interface HostOptions {
  /** The CommonJS bundle that Azure would load. */
  bundle: string;
  /** The path of `host.json`, for its route prefix. */
  hostJson: string;
  /** 0 takes a free one. */
  port: number;
  hostname: string;
  log: HostLog;
}

/** A running host. */
export interface Host {
  url: string;
  /** What is served, in the order in which routes are tried; `route` with its prefix. */
  functions: { name: string; methods: readonly string[]; route: string }[];
  close(): Promise<void>;
}

interface HttpFunction extends Routed {
  registered: RegisteredFunction;
}

/** The host's own limit; beyond it a request dies as 500 before any function sees it. */
const bodyLimit = 100 * 1024 * 1024;

/** Loads the bundle and serves its HTTP functions with the rules of the Azure Functions host. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { hostname, port, log } = options;
  const prefix = await readRoutePrefix(options.hostJson);
  const core = createFunctionsCore(log);
  await loadBundle(resolve(options.bundle), core.api);
  const { HttpUri } = await core.model().getCapabilities({});
  if (HttpUri !== undefined) throw new Error('The local host has no HTTP streaming: turn it off.');

  const functions = inRoutingOrder(httpFunctions(core));
  const router = createRouter(functions, prefix);
  await core.runHooks('appStart', { hookData: {} });

  // Kestrel allows 32 KiB of headers where Node allows 16.
  const server = createServer({ maxHeaderSize: 32 * 1024 }, (request, response) => {
    answer(core, router, request, response).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return; // The client went away: nobody to answer.
      log('error', 'system', `${request.method ?? ''} ${request.url ?? ''} failed: ${inspect(error)}`);
      if (response.headersSent) response.destroy();
      else sendEmpty(response, 500);
    });
  });
  const url = await listen(server, port, hostname);
  return {
    url,
    functions: functions.map(({ name, methods, route }) => ({
      name,
      methods,
      route: [prefix, route].filter((part) => part !== '').join('/'),
    })),
    async close() {
      await closeServer(server);
      await core.runHooks('appTerminate', { hookData: {} });
    },
  };
}

async function answer(
  core: FunctionsCore,
  router: Router<HttpFunction>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = readTarget(request);
  if (target === undefined) {
    sendEmpty(response, 400);
    return;
  }
  const match = router(request.method ?? 'GET', target.path);
  if (match === undefined) {
    sendEmpty(response, 404);
    return;
  }
  const length = bodyLength(request);
  if (length > bodyLimit) {
    response.setHeader('connection', 'close'); // The body was not read: what follows on this connection is no request.
    sendEmpty(response, 500);
    return;
  }
  const body = length > 0 ? await readBody(request) : undefined;
  sendRpcResponse(
    response,
    await invoke(core, match.target.registered, toRpcRequest(request, target, match.params, body)),
  );
}

function httpFunctions(core: FunctionsCore): HttpFunction[] {
  return core.functions().flatMap((registered) => {
    const { metadata, trigger } = registered;
    const type = trigger.type?.toLowerCase();
    if (type !== 'httptrigger') {
      core.log(
        'information',
        'system',
        `${metadata.name} (${trigger.type ?? ''}) is registered but not run here.`,
      );
      return [];
    }
    return [
      {
        name: metadata.name,
        methods: trigger.methods ?? [],
        route: trigger.route ?? metadata.name,
        registered,
      },
    ];
  });
}
