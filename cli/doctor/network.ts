import { once } from 'node:events';
import { connect, isIP } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { ok, problem, warning, type Finding } from './finding.ts';

const patience = 10_000;
const day = 24 * 3_600_000;

/** Whether anything answers at the URL's host and port. */
export async function reachFinding(url: URL): Promise<Finding> {
  const about = 'Network';
  const { host, port } = endOf(url);
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(patience) });
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

/** The certificate and the protocol, as a client such as Entra judges them. */
export async function tlsFinding(url: URL, now: number): Promise<Finding> {
  const { host, port } = endOf(url);
  // It is looked at, whatever it is; nothing is sent.
  const socket = connectTls({
    host,
    port,
    servername: isIP(host) === 0 ? host : '',
    rejectUnauthorized: false,
  });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(patience) });
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
  const about = 'TLS';
  const reason = String(socket.authorizationError);
  const until = Date.parse(socket.getPeerCertificate().valid_to);
  const days = Math.floor((until - now) / day);
  const protocol = socket.getProtocol() ?? 'TLS';
  if (until < now)
    return problem(about, 'The certificate has expired.', 'Renew it. Until then Entra refuses to connect.');
  if (!socket.authorized)
    return problem(
      about,
      `The certificate is not trusted (${reason}).`,
      reason.includes('ALTNAME')
        ? 'It is for another host: use the host name that it names, or have one issued for this one.'
        : 'Entra takes only certificates of a public authority: bind one to the host, or use the azurewebsites.net name.',
    );
  const seen = `${protocol}; the certificate is valid for ${days} more days.`;
  return days < 21 ? warning(about, seen, 'See to it that it is renewed.') : ok(about, seen);
}

function endOf(url: URL): { readonly host: string; readonly port: number } {
  const byDefault = url.protocol === 'https:' ? 443 : 80;
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || byDefault };
}

/** The short name of what went wrong: `ECONNRESET`, `TimeoutError`. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
