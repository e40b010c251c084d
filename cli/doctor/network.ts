import { once } from 'node:events';
import { connect, isIP } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { certificateFinding } from './certificate.ts';
import { ok, problem, type Finding } from '../../shared/check/finding.ts';

const connectTimeoutMs = 10_000;

/** Whether a server listens at the URL's host and port. */
export async function reachFinding(url: URL): Promise<Finding> {
  const about = 'Network';
  const { host, port } = endOf(url);
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectTimeoutMs) });
    return ok(about, `${url.host} takes connections.`);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
      return problem(
        about,
        `The name ${url.hostname} is not known (DNS).`,
        'Look for a typing error in the host, and whether this machine has a network and its DNS.',
      );
    if (code === 'ECONNREFUSED')
      return problem(
        about,
        `Nothing listens at ${host}, port ${port}.`,
        'Start the service ("npm start" on this machine), or correct the port.',
      );
    return problem(
      about,
      `No connection to ${url.host} came about (${code}).`,
      'Look for a firewall or proxy between here and there, and whether the function app is stopped.',
    );
  } finally {
    socket.destroy();
  }
}

/** Judges certificate and protocol as a client such as Entra does. */
export async function tlsFinding(url: URL, now: number): Promise<Finding> {
  const { host, port } = endOf(url);
  // Connects with any certificate, to examine it; sends nothing.
  const socket = connectTls({
    host,
    port,
    servername: isIP(host) === 0 ? host : '',
    rejectUnauthorized: false,
  });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(connectTimeoutMs) });
    return judged(socket, now);
  } catch (error) {
    return problem(
      'TLS',
      `What listens there does not speak TLS 1.2 or later (${codeOf(error)}).`,
      'Look whether the port is right, and whether the URL should begin with http:// (on this machine only).',
    );
  } finally {
    socket.destroy();
  }
}

function judged(socket: TLSSocket, now: number): Finding {
  const refusal = socket.authorized ? undefined : String(socket.authorizationError);
  return certificateFinding(
    { protocol: socket.getProtocol() ?? 'TLS', refusal, until: socket.getPeerCertificate().valid_to },
    now,
  );
}

function endOf(url: URL): { readonly host: string; readonly port: number } {
  const defaultPort = url.protocol === 'https:' ? 443 : 80;
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || defaultPort };
}

/** Whether an error comes from the network and not from this program. */
export function isUnanswered(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const coded = 'code' in error && typeof error.code === 'string';
  return coded || error.name === 'AbortError' || error.name === 'TimeoutError';
}

/** The short name of an error: `ECONNRESET`, `TimeoutError`. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
