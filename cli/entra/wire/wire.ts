import { ProvisioningFailure } from '../failure.ts';
import { objectOr, type JsonObject } from '../json.ts';
import { systemClock, type Clock } from './clock.ts';
import type { Credentials } from './credentials.ts';
import type { Answer, Exchange } from './exchange.ts';
import type { Pace } from './pace.ts';
import type { Redaction } from './redact.ts';

export interface WireOptions {
  /** As the administrator pastes it: perhaps with a trailing slash, perhaps with `?aadOptscim062020`. */
  readonly tenantUrl: string;
  readonly credentials: Credentials;
  readonly pace: Pace;
  readonly redaction: Redaction;
  /** Is called for every request, in the order of the answers. */
  readonly record: (exchange: Exchange) => void;
  /** How often a request is sent at most. */
  readonly maxAttempts?: number;
  /** Measures the pauses between attempts. */
  readonly clock?: Clock;
}

/** Sends requests below the tenant URL. */
export interface Wire {
  /** The query of the tenant URL, which goes with every request. */
  readonly flag: string;
  send(method: string, path: string, query?: string, body?: JsonObject): Promise<Answer>;
}

const timeoutMs = 30_000;
const defaultAttempts = 5;

/** The longest `Retry-After` that is waited for. */
const longestPauseMs = 60_000;
const shortestBackOffMs = 250;

/** A filter as Entra puts it on the wire: spaces are `+`, quotes `%22`. */
export function filterQuery(attribute: string, value: string): string {
  // JSON's rules for strings are the filter's (RFC 7644 section 3.4.2.2).
  return `filter=${encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`).replaceAll('%20', '+')}`;
}

export function parseTenantUrl(tenantUrl: string): { readonly base: string; readonly flag: string } {
  if (!URL.canParse(tenantUrl)) {
    throw new ProvisioningFailure(
      'badTenantUrl',
      `"${tenantUrl}" is not a URL. Give the provisioning tenant URL in full, such as https://<host>/scim/<tenant>.`,
    );
  }
  const url = new URL(tenantUrl);
  return { base: `${url.origin}${url.pathname.replace(/\/$/, '')}`, flag: url.search.slice(1) };
}

/** An attempt: an answer with its headers, or why none came. */
type Attempt =
  | { readonly answer: Answer; readonly headers: Headers }
  | { readonly answer?: undefined; readonly cause: unknown };

/** Opens a wire to a tenant. It sends nothing by itself. */
export function createWire(options: WireOptions): Wire {
  const {
    credentials,
    pace,
    redaction,
    record,
    maxAttempts = defaultAttempts,
    clock = systemClock,
  } = options;
  const { base, flag } = parseTenantUrl(options.tenantUrl);

  async function attempt(method: string, url: string, body: JsonObject | undefined): Promise<Attempt> {
    await pace.turn();
    const at = Date.now();
    const started = performance.now();
    const note = (status: number, answer?: JsonObject): number => {
      const milliseconds = performance.now() - started;
      const seen = { at, method, url: redaction.text(url), status, milliseconds };
      const shown = body && redaction.body(body);
      record(status < 400 && status > 0 ? seen : { ...seen, request: shown, answer });
      return milliseconds;
    };
    try {
      const response = await fetch(url, {
        method,
        headers: {
          authorization: await credentials.authorization(),
          ...(body && { 'content-type': 'application/scim+json; charset=utf-8' }),
        },
        signal: AbortSignal.timeout(timeoutMs),
        // Entra follows no redirection, and the token is for one host.
        redirect: 'manual',
        ...(body && { body: JSON.stringify(body) }),
      });
      const { status, headers } = response;
      const parsed = parseBody(await response.text());
      const milliseconds = note(status, redaction.body(parsed, body));
      const request = `${method} ${redaction.text(url)}`;
      return { answer: { status, body: parsed, milliseconds, repeated: false, request }, headers };
    } catch (cause) {
      if (cause instanceof ProvisioningFailure) throw cause;
      note(0);
      return { cause };
    }
  }

  async function send(method: string, path: string, query = '', body?: JsonObject): Promise<Answer> {
    const search = [query, flag].filter((part) => part !== '').join('&');
    const url = `${base}${path}${search === '' ? '' : `?${search}`}`;
    let repeated = false;
    let milliseconds = 0;
    for (let count = 1; ; count += 1) {
      const made = await attempt(method, url, body);
      const last = count >= maxAttempts;
      if (made.answer === undefined) {
        if (last) throw unreachable(`${method} ${redaction.text(url)}`, made.cause);
        repeated = true;
        await clock.sleep(backOffMs(count));
        continue;
      }
      const { answer, headers } = made;
      milliseconds += answer.milliseconds;
      if (answer.status === 429 && !last) {
        pace.holdBack(pauseMs(headers, answer.request));
        continue;
      }
      if (answer.status === 401 && count === 1 && credentials.refused()) continue;
      if (answer.status < 500 || answer.status === 501 || last) return { ...answer, milliseconds, repeated };
      // The service may have done it, although it answered 500.
      repeated = true;
      await clock.sleep(backOffMs(count));
    }
  }

  return { flag, send };
}

/** Doubles with each attempt, and differs a little from request to request. */
function backOffMs(attempts: number): number {
  return shortestBackOffMs * 2 ** attempts * (0.75 + Math.random() / 2);
}

function unreachable(request: string, cause: unknown): ProvisioningFailure {
  return new ProvisioningFailure(
    'unreachable',
    `${request} got no answer. Check that the service runs, and that it listens on this URL.`,
    { cause },
  );
}

function parseBody(text: string): JsonObject {
  try {
    return objectOr(JSON.parse(text));
  } catch {
    // A proxy's HTML page, or no body: only the status counts.
    return {};
  }
}

/** How long a throttled request is asked to wait (RFC 9110 section 10.2.3). */
function pauseMs(headers: Headers, request: string): number {
  const told = headers.get('retry-after') ?? '';
  const seconds = Number(told) || (Date.parse(told) - Date.now()) / 1000 || 1;
  if (seconds * 1000 <= longestPauseMs) return Math.max(seconds * 1000, 250);
  throw new ProvisioningFailure(
    'throttled',
    `The service answered ${request} with 429 and asks to wait for ${Math.ceil(seconds)} seconds, longer than this command waits. ` +
      'Try again later, or raise the limits of the service.',
  );
}
