import type { Database } from './database.ts';
import { openTableServer, type TableServer } from './server.ts';

/** Longest wait at the end; the rest is a client that keeps its connection open. */
const closeTimeoutMs = 5_000;

/**
 * Main function of the table server's process. Its arguments are host name, port, and the data folder (empty for
 * memory). It sends its parent `{ port }` once it listens, or `{ error, code }`.
 *
 * @param fill puts rows into a new database
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

/** Resolves when the process is asked to end, perhaps while Azurite still loads. */
function ending(): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const end = () => {
    resolve(undefined);
  };
  // Ctrl-C reaches parent and child, and the parent still writes while it ends. The parent ends the child.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  process.on('disconnect', end);
  process.on('message', (message) => {
    if (message === 'close') end();
  });
  return promise;
}

/** Starts the server and sends its port to the parent, or sends the error and ends. */
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
