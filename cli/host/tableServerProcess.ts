/**
 * The process in which Azurite's table server runs: its arguments are host name, port, and the folder of its data
 * (empty: memory). It tells its parent `{ port }` once it listens, or `{ error, code }`.
 */
import { mkdirSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { join } from 'node:path';

interface TableServer {
  start(): Promise<void>;
  /** Saves what is in memory. */
  close(): Promise<void>;
  getHttpServerAddress(): string;
}

const [, , hostname = '127.0.0.1', port = '0', location = ''] = process.argv;
const require = createRequire(import.meta.url);

/** Azurite's own keep-alive of 5 s ends connections just as a client uses them again. */
const keepAliveSeconds = 60;

/** Saving is done by then; what is left is a client that does not let go of its connection. */
const lingeringGrace = 5_000;

/** Settled by whoever wants the end, which may come while Azurite still loads. */
const ending = Promise.withResolvers<undefined>();
const end = () => {
  ending.resolve(undefined);
};
// Ctrl-C reaches parent and child alike, and the parent still writes while it ends: it says when.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
process.on('disconnect', end);
process.on('message', (message) => {
  if (message === 'close') end();
});

const server = await started();
await ending.promise;
try {
  await server.close();
} catch (error) {
  process.exitCode = 1;
  console.error(`The table server could not save its data: ${messageOf(error)}`);
}
if (process.connected) process.disconnect();
// The process ends by itself: leaving at once could cut an autosave that is still on its way to the disk.
setTimeout(() => process.exit(), lingeringGrace).unref();

/** Starts the server and tells the parent where, or tells it why not and ends. */
async function started(): Promise<TableServer> {
  try {
    const created = createServer();
    await created.start();
    const address = created.getHttpServerAddress();
    await report({ port: Number(address.slice(address.lastIndexOf(':') + 1)) });
    return created;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    await report({ error: messageOf(error), code });
    process.exit(1);
  }
}

function createServer(): TableServer {
  withoutTelemetry();
  const Configuration = constructorIn(require('azurite/dist/src/table/TableConfiguration'));
  const Server = constructorIn(require('azurite/dist/src/table/TableServer'));
  if (location !== '') mkdirSync(location, { recursive: true });
  const configuration = new Configuration(
    hostname,
    Number(port),
    keepAliveSeconds,
    // In memory, too, a name is looked up, and an existing file would be read.
    location === '' ? ':memory:' : join(location, '__azurite_db_table__.json'),
    false, // no debug log
    false, // no access log
    undefined, // and no stream for it
    undefined, // no file for the debug log
    false, // not loose: what Azure refuses is refused here
    true, // no check of the API version: the SDK may be newer than Azurite
    '', // no certificate
    '', // no key
    '', // no passphrase
    undefined, // no OAuth
    false, // product-style URLs as they are
    location === '', // in memory
  );
  const created = new Server(configuration);
  if (!isTableServer(created)) throw new Error('this version of Azurite has another kind of table server.');
  return created;
}

/**
 * Azurite reports its use through `applicationinsights`, and loads it whatever its settings are. An empty module stands
 * in for it: nothing can reach a network, and loading takes a quarter of the time.
 */
function withoutTelemetry(): void {
  const id = createRequire(require.resolve('azurite/package.json')).resolve('applicationinsights');
  const empty = new Module(id);
  empty.loaded = true;
  require.cache[id] = empty;
}

function constructorIn(module: unknown): new (...args: unknown[]) => unknown {
  if (typeof module === 'object' && module !== null && 'default' in module && isConstructor(module.default)) {
    return module.default;
  }
  throw new Error('this version of Azurite has no table server where the last one had it.');
}

function isConstructor(value: unknown): value is new (...args: unknown[]) => unknown {
  return typeof value === 'function';
}

function isTableServer(value: unknown): value is TableServer {
  if (typeof value !== 'object' || value === null) return false;
  return 'start' in value && 'close' in value && 'getHttpServerAddress' in value;
}

function report(message: object): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected && process.send !== undefined)
      process.send(message, () => {
        resolve();
      });
    else resolve();
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
