import { ProvisioningFailure } from '../failure.ts';
import { objectOr, stringOr } from '../json.ts';

/** How the job authenticates. */
export interface Credentials {
  /** The value of `Authorization`. */
  authorization(): Promise<string>;
  /** Forgets an access token that was refused. @returns whether the next one may work. */
  refused(): boolean;
  /** What no output may contain. */
  readonly secrets: readonly string[];
}

/** The long-lived token of the *Admin credentials*. */
export function secretToken(token: string): Credentials {
  return {
    authorization: () => Promise.resolve(`Bearer ${token}`),
    refused: () => false,
    secrets: [token],
  };
}

/** A token endpoint (RFC 6749 section 4.4). */
export interface TokenEndpoint {
  readonly url: string;
  /** Headers and parameters that authenticate the client, new for each request. */
  prove(): Promise<Proof>;
}

interface Proof {
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
}

/** Entra asks for a new token some time before the old one expires. */
const earlyMs = 60_000;
const timeoutMs = 30_000;

/** Access tokens by client credentials or by a client assertion. */
export function accessTokens(endpoint: TokenEndpoint, secrets: readonly string[]): Credentials {
  let held: { readonly token: string; readonly until: number } | undefined;
  let asked: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const { headers, form } = await endpoint.prove();
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...form });
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(endpoint.url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    // Not a refusal: the request that needs the token is sent again.
    if (answer.status >= 500) throw new Error(`POST ${endpoint.url} was answered ${answer.status}.`);
    const parsed = objectOr(await answer.json().catch(() => undefined));
    const token = stringOr(parsed.access_token);
    if (answer.status !== 200 || token === '') throw noToken(endpoint.url, answer.status, parsed.error);
    const seconds = Number(parsed.expires_in);
    held = { token, until: Date.now() + (seconds > 0 ? seconds * 1000 : 0) - earlyMs };
    return token;
  }

  return {
    async authorization() {
      if (held !== undefined && held.until > Date.now()) return `Bearer ${held.token}`;
      // All requests that wait share one token request.
      asked ??= ask().finally(() => (asked = undefined));
      return `Bearer ${await asked}`;
    },
    refused() {
      held = undefined;
      return true;
    },
    secrets,
  };
}

/** The answer itself is not repeated: it might hold what was sent. */
function noToken(url: string, status: number, error: unknown): ProvisioningFailure {
  const code = /^[\w-]{1,40}$/.exec(stringOr(error))?.[0] ?? 'no error of OAuth';
  return new ProvisioningFailure(
    'unauthorized',
    `POST ${url} was answered ${status} (${code}) instead of an access token. Check client id, secret and token URL; ` +
      'the log of the service says why it refused.',
  );
}

/** Proves a client by its secret, in a Basic header or in the body. */
export function clientSecret(clientId: string, secret: string, inBody: boolean): TokenEndpoint['prove'] {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString(
    'base64',
  );
  return () =>
    Promise.resolve(
      inBody
        ? { headers: {}, form: { client_id: clientId, client_secret: secret } }
        : { headers: { authorization: `Basic ${basic}` }, form: {} },
    );
}

/** Proves a client by a signed assertion instead of a secret (RFC 7523 section 2.2). */
export function clientAssertion(clientId: string, sign: () => Promise<string>): TokenEndpoint['prove'] {
  return async () => ({
    headers: {},
    form: {
      client_id: clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await sign(),
    },
  });
}
