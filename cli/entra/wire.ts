import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProvisioningFailure } from './failure.ts';
import type { JsonObject } from './json.ts';
import { objectOr } from './json.ts';
import { revealed } from './revealed.ts';

/** One request and what came of it. The URL holds neither token nor secrets. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly milliseconds: number;
  /** Where the answer gave away what must never be returned; empty when all is well. */
  readonly revealed: readonly string[];
}

/** What the service answered. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly milliseconds: number;
}

/** Where the service is, and what to look for in its answers. */
export interface WireOptions {
  /** As the administrator pastes it: perhaps with a trailing slash, perhaps with `?aadOptscim062020`. */
  readonly tenantUrl: string;
  readonly token: string;
  /** Values that no answer may contain. */
  readonly secrets: readonly string[];
  /** Told of every request, in order. */
  readonly record: (exchange: Exchange) => void;
}

/** Sends one request below the tenant URL. */
export interface Wire {
  /** The query of the tenant URL, which goes with every request. */
  readonly flag: string;
  send(method: string, path: string, query?: string, body?: JsonObject): Promise<Answer>;
}

const patience = 30_000;
const throttledAttempts = 5;

/** Seconds that a throttled request waits at most before it is sent again. */
const longestPause = 30;

/** A filter as Entra puts it on the wire: spaces are `+`, quotes `%22`. */
export function filterQuery(attribute: string, value: string): string {
  // JSON's rules for strings are the filter's (RFC 7644 section 3.4.2.2).
  return `filter=${encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`).replaceAll('%20', '+')}`;
}

function parseTenantUrl(tenantUrl: string): { base: string; flag: string } {
  if (!URL.canParse(tenantUrl)) {
    throw new ProvisioningFailure(
      'badTenantUrl',
      `"${tenantUrl}" is not a URL. Give the provisioning tenant URL in full, such as https://<host>/scim/<tenant>.`,
    );
  }
  const url = new URL(tenantUrl);
  return { base: `${url.origin}${url.pathname.replace(/\/$/, '')}`, flag: url.search.slice(1) };
}

function parseBody(text: string): JsonObject {
  try {
    return objectOr(JSON.parse(text));
  } catch {
    // A proxy's HTML page, or nothing at all: the status alone has to do.
    return {};
  }
}

/** How many seconds a throttled request is asked to wait (RFC 9110 section 10.2.3). */
function pauseOf({ headers }: Response, request: string): number {
  const told = headers.get('retry-after') ?? '';
  const seconds = Number(told) || (Date.parse(told) - Date.now()) / 1000 || 1;
  if (seconds <= longestPause) return Math.max(seconds, 1);
  throw new ProvisioningFailure(
    'throttled',
    `${request} was answered 429 and is to wait for ${Math.ceil(seconds)} seconds, which is longer than this waits. ` +
      'Try again then, or raise the limits of the service if it is asked so much all day.',
  );
}

/** Opens the way to a tenant. */
export function createWire({ tenantUrl, token, secrets, record }: WireOptions): Wire {
  const { base, flag } = parseTenantUrl(tenantUrl);

  async function once(method: string, url: string, body?: JsonObject): Promise<[Response, Answer]> {
    const started = performance.now();
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/scim+json; charset=utf-8' }),
    };
    const signal = AbortSignal.timeout(patience);
    const response = await fetch(url, {
      method,
      headers,
      signal,
      // Entra follows none, and the token is for one host.
      redirect: 'manual',
      ...(body && { body: JSON.stringify(body) }),
    });
    const parsed = parseBody(await response.text());
    const milliseconds = performance.now() - started;
    const { status } = response;
    record({ method, url, status, milliseconds, revealed: revealed(parsed, secrets) });
    return [response, { status, body: parsed, milliseconds }];
  }

  async function send(method: string, path: string, query = '', body?: JsonObject): Promise<Answer> {
    const search = [query, flag].filter((part) => part !== '').join('&');
    const url = `${base}${path}${search === '' ? '' : `?${search}`}`;
    try {
      for (let attempt = 1; ; attempt++) {
        const [response, answer] = await once(method, url, body);
        if (answer.status !== 429 || attempt === throttledAttempts) return answer;
        await sleep(1000 * pauseOf(response, `${method} ${url}`));
      }
    } catch (cause) {
      if (cause instanceof ProvisioningFailure) throw cause;
      throw new ProvisioningFailure(
        'unreachable',
        `${method} ${url} got no answer. Check that the service runs and that this URL is the one it listens on.`,
        { cause },
      );
    }
  }

  return { flag, send };
}
