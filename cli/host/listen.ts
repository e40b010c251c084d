import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longest wait for requests in progress when the host closes; .NET's hosts have the same. */
const requestTimeoutMs = 30_000;

/** Time for which an idle connection stays open then, because a request may be on its way. */
const idleGraceMs = 200;

/**
 * Starts listening.
 *
 * @returns the base URL, with the actual port if `port` is 0
 * @throws an Error with a plain sentence if the port can't be used
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

/**
 * Stops accepting, lets requests in progress finish, and closes the remaining connections after half a minute. A
 * kept-alive connection ends with its next answer, or after a moment without a request.
 */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close').then(() => true);
  server.prependListener('request', (_, response) => {
    response.shouldKeepAlive = false;
  });
  // `close` of an HTTP server cuts idle connections at once, even if a request is on its way.
  NetServer.prototype.close.call(server);
  const end = performance.now() + requestTimeoutMs;
  let pause = idleGraceMs;
  while (!(await Promise.race([closed, sleep(pause, false)]))) {
    if (performance.now() < end) server.closeIdleConnections();
    else server.closeAllConnections();
    pause = 50;
  }
}

/** An address that can be called if the host listens on every address. */
function reachable(hostname: string): string {
  if (hostname === '0.0.0.0' || hostname === '::') return 'localhost';
  return hostname.includes(':') ? `[${hostname}]` : hostname;
}
