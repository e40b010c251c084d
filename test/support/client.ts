import type { DescribedApi } from './describedApi.ts';
import { checkScimAnswer, scimApi } from './scimApi.ts';
import { rememberSecret, rememberSecretsIn, searchForSecrets } from './secretSearch.ts';

/**
 * The body of an answer, by the members that tests look at. That they are there is for the assertions
 * to say.
 */
export interface ReplyBody {
  readonly schemas: string[];
  readonly id: string;
  readonly meta: Readonly<
    Record<'resourceType' | 'created' | 'lastModified' | 'location' | 'version', string>
  >;
  readonly userName: string;
  readonly externalId: string;
  readonly displayName: string;
  readonly title: string;
  readonly active: boolean;
  readonly totalResults: number;
  readonly startIndex: number;
  readonly itemsPerPage: number;
  readonly Resources: ReplyBody[];
  readonly status: string;
  readonly scimType: string;
  readonly detail: string;
  readonly nextCursor: string | undefined;
  readonly [name: string]: unknown;
}

/** An answer as a test looks at it. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: ReplyBody;
}

export interface Client {
  /** `path` stands behind the tenant URL: `/Users?filter=…`. A body that is neither text nor bytes is sent as JSON. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
}

/**
 * A SCIM client of one tenant, over real HTTP. Every answer must be what `api` says.
 */
export function clientOf(tenantUrl: string, token: string | undefined, api?: DescribedApi): Client {
  rememberSecret(token);
  return {
    async send(method, path, body, headers = {}) {
      rememberSecretsIn(body);
      const response = await fetch(`${tenantUrl}${path}`, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/scim+json; charset=utf-8' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: encode(body) }),
      });
      const text = await response.text();
      const { status } = response;
      if (!mayHandOut(`${tenantUrl}${path}`)) searchForSecrets('answer', `${method} ${path}`, text);
      const reply = {
        status,
        headers: response.headers,
        text,
        // An answer without a body has none of the members: a test that looks at one fails.
        body: (text === '' ? {} : JSON.parse(text)) as ReplyBody,
      };
      checkScimAnswer(api ?? scimApi(), method, `${tenantUrl}${path}`, reply);
      return reply;
    },
  };
}

/** Where a token is issued, or a secret handed out: nowhere else may one stand in an answer. */
function mayHandOut(url: string): boolean {
  return /\/oauth2\/token$|\/manage\//.test(url);
}

function encode(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? Uint8Array.from(body) : JSON.stringify(body);
}
