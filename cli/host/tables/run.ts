import type { Database } from './database.ts';
import { openTableServer, type TableServer } from './server.ts';

/** What is left by then is a client that does not let go of its connection. */
const closeTimeoutMs = 5_000;

/**
 * The life of the table server's process: its arguments are host name, port, and the folder of its data (empty: memory). It
 * tells its parent `{ port }` once it listens, or `{ error, code }`.
 *
 * @param fill puts rows into a database that is new
 */
export async function runTableServer(fill?: (database: Database) => void): Promise<void> {
  const [, , hostname = '127.0.0.1', port = '0', folder = ''] = process.argv;
  const end = ending();
  const place = { hostname, port: Number(port), folder: folder === '' ? undefined : folder };
  const server = await started(place, fill);
  await end;
  try {
    await server.close();
  } catch (error) {
    process.exitCode = 1;
    console.error(`The table server could not close its data: ${messageOf(error)}`);
  }
  if (process.connected) process.disconnect();
  setTimeout(() => process.exit(), closeTimeoutMs).unref();
}

/** Resolves when somebody wants the end, which may be while Azurite still loads. */
function ending(): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const end = () => {
    resolve(undefined);
  };
  // Ctrl-C reaches parent and child alike, and the parent still writes while it ends: it says when.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  process.on('disconnect', end);
  process.on('message', (message) => {
    if (message === 'close') end();
  });
  return promise;
}

/** Starts the server and tells the parent where, or tells it why not and ends. */
async function started(
  place: Parameters<typeof openTableServer>[0],
  fill?: (database: Database) => void,
): Promise<TableServer> {
  try {
    const server = await openTableServer(place, fill);
    await report({ port: server.port });
    return server;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    await report({ error: messageOf(error), code });
    process.exit(1);
  }
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
