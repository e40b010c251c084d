/**
 * Stands in for the Node worker: requires the app's `main` as the worker does, and then runs its function `healthLive` for
 * each request that comes to the address which it prints. DELETE ends it.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire, registerHooks } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createFunctionsCore } from '../../cli/host/functionsCore.ts';
import { invoke } from '../../cli/host/invoke.ts';
import { readTarget, toRpcRequest } from '../../cli/host/request.ts';

const core = createFunctionsCore(() => undefined);
const coreUrl = 'core:functions';
Object.assign(globalThis, { functionsCoreApi: core.api });
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@azure/functions-core'
      ? { url: coreUrl, format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url === coreUrl
      ? { source: 'module.exports = globalThis.functionsCoreApi', format: 'commonjs', shortCircuit: true }
      : next(url, context),
});

const folder = process.cwd();
const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { main: string };
createRequire(join(folder, 'package.json'))(`./${main}`);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = readTarget(request);
  const live = core.functions().find(({ metadata }) => metadata.name === 'healthLive');
  if (target === undefined || live === undefined) throw new Error('There is no such function.');
  const answered = await invoke(core, live, { http: toRpcRequest(request, target, {}, undefined) });
  response.writeHead(Number(answered?.http?.statusCode)).end();
}

const server = createServer((request, response) => {
  if (request.method === 'DELETE') {
    response.end(() => {
      process.exit();
    });
  } else void answer(request, response);
}).listen(0, '127.0.0.1', () => {
  process.stdout.write('[2026-01-01T00:00:00.000Z] Worker process started and initialized.\n');
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
