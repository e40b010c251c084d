import { once } from 'node:events';
import type { Server } from 'node:http';

/** How long requests and timers that are under way may take once the host closes. */
export const closingGrace = 5_000;

/**
 * Starts listening.
 *
 * @returns the base URL, with the real port where 0 was asked for
 * @throws an Error whose message is a plain sentence where the port is not to be had
 */
export async function listen(server: Server, port: number, hostname: string): Promise<string> {
  try {
    server.listen(port, hostname);
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new Error(
        `Port ${port} is already in use. Perhaps the service runs already; for another port:  npm start -- --port 7072`,
        { cause: error },
      );
    }
    if (code === 'EACCES') {
      throw new Error(`Port ${port} is not open to this user. Choose one above 1023 with --port.`, {
        cause: error,
      });
    }
    throw error;
  }
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${reachable(hostname)}:${actual}`;
}

/** Stops accepting, lets what is under way finish within some seconds, and then cuts what is left. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A kept-alive connection falls idle only after its answer, so one look at the start would miss it.
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, 50);
  const late = setTimeout(() => {
    server.closeAllConnections();
  }, closingGrace);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}

/** An address to call, where "every address" is listened on. */
function reachable(hostname: string): string {
  if (hostname === '0.0.0.0' || hostname === '::') return 'localhost';
  return hostname.includes(':') ? `[${hostname}]` : hostname;
}
