import { checkScimAnswer, scimApi } from './scimApi.ts';
import { rememberSecret, searchForSecrets } from './secretSearch.ts';

/** An answer of the token endpoint. */
export interface TokenReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: {
    readonly access_token: string;
    readonly token_type: string;
    readonly expires_in: number;
    readonly scope: string;
    readonly error: string;
    readonly error_description: string;
  };
}

/** Parameters of a token request; text is sent as it is. */
export type TokenForm = Readonly<Record<string, string>> | string;

/** POST to a tenant's token endpoint; `grant_type` is there unless the form is text or says otherwise. */
export async function requestToken(
  tenantUrl: string,
  form: TokenForm,
  headers: Readonly<Record<string, string>> = {},
): Promise<TokenReply> {
  const body =
    typeof form === 'string'
      ? form
      : new URLSearchParams({ grant_type: 'client_credentials', ...form }).toString();
  const response = await fetch(`${tenantUrl}/oauth2/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  });
  const text = await response.text();
  const parsed = JSON.parse(text) as TokenReply['body'];
  if (response.status === 200) rememberSecret(parsed.access_token);
  else searchForSecrets('answer', 'POST /oauth2/token', text);
  const reply = { status: response.status, headers: response.headers, text, body: parsed };
  checkScimAnswer(scimApi(), 'POST', response.url, reply);
  return reply;
}

/** An access token; fails where none is issued. */
export async function accessToken(tenantUrl: string, form: TokenForm): Promise<string> {
  const { status, text, body } = await requestToken(tenantUrl, form);
  if (status !== 200) throw new Error(`There is no access token: ${status} ${text}`);
  return body.access_token;
}

/** RFC 6749 §2.3.1 */
export function basic(clientId: string, secret: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` };
}
