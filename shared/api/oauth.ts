import type { AccessTokens } from '../auth/accessToken.ts';
import { readClientAuthentication, type Form } from '../auth/clientAuthentication.ts';
import { identifyClient, type IdentifiedClient } from '../auth/identifyClient.ts';
import { readForm } from './form.ts';
import { clientAddress } from './request.ts';
import type { Call, Answer } from './endpoint.ts';
import type { ScimError, OAuthErrorCode } from '../scim/error.ts';
import {
  clientInvalid,
  clientProvisioningOff,
  grantTypeMissing,
  grantTypeUnsupported,
  scopeNotGranted,
  tokensNotIssued,
} from '../scim/errors/token.ts';
import { noteCredential } from './tenantEndpoint.ts';
import { timed } from '../telemetry/recorder.ts';
import type { Scope } from '../tenants/credential.ts';
import { keySetNotFound } from '../scim/errors/request.ts';

/** The scope that Entra requests, which nobody can configure; it means all scopes of the client. */
const entraScope = 'scim';

/**
 * Least lifetime of an access token in seconds after its assertion expires: Entra may send an assertion that is about
 * to expire, and needs time to use the token.
 */
const leastAfterAssertion = 600;

/**
 * POST /oauth2/token: the client credentials grant (RFC 6749 §4.4). Errors before authentication depend on the
 * request alone, so that they do not reveal whether a tenant exists.
 */
export async function issueToken(call: Call): Promise<Answer> {
  const { request, service } = call;
  const { accessTokens, config } = service;
  if (accessTokens === undefined) {
    throw tokensNotIssued();
  }
  const form = await readForm(request);
  requireGrantType(form);
  const name = request.params.tenant ?? '';
  const client = await authenticatedClient(call, name, form);
  const { credential, scopes } = client.principal;
  call.identified(name);
  if (!client.principal.tenant.identityProvider.provisioning.enabled) {
    throw clientProvisioningOff();
  }
  noteCredential(call, name, credential);
  service.throttle.admit(name, credential.id);
  const granted = grantedScopes(form.get('scope'), scopes);
  const wanted = withinAssertion(config.accessTokenMinutes * 60, client.proofExpires);
  const seconds = lifetime(wanted, credential.expires);
  if (!(await client.useUp())) throw refusedClient(call, name);
  return answer(accessTokens, name, client, granted, seconds);
}

/** @throws ScimError `invalid_request`, `unsupported_grant_type` */
function requireGrantType(form: Form): void {
  const grantType = form.get('grant_type');
  if (grantType === undefined) {
    throw grantTypeMissing();
  }
  if (grantType !== 'client_credentials') {
    throw grantTypeUnsupported();
  }
}

/** @throws ScimError `invalid_client`, the same for every cause; 429 after too many failures. */
async function authenticatedClient(call: Call, name: string, form: Form): Promise<IdentifiedClient> {
  const presented = readClientAuthentication(form, call.request.headers.get('authorization'));
  const client =
    presented === undefined
      ? undefined
      : await timed('identifyClient', () => identifyClient(call, name, presented));
  if (client !== undefined) return client;
  throw refusedClient(call, name);
}

/** @throws ScimError 429 after too many failures. */
function refusedClient(call: Call, name: string): ScimError {
  call.service.throttle.failed(clientAddress(call.request), name);
  return clientInvalid();
}

/**
 * The requested scopes, by default all of the client.
 *
 * @throws ScimError `invalid_scope` if the client does not have one.
 */
function grantedScopes(asked: string | undefined, own: ReadonlySet<Scope>): readonly Scope[] {
  const words = (asked ?? '').split(' ').filter((word) => word !== '' && word !== entraScope);
  if (words.length === 0) return [...own];
  const granted = [...own].filter((scope) => words.includes(scope));
  if (granted.length === new Set(words).size) return granted;
  throw scopeNotGranted([...own].join(' '));
}

/**
 * In seconds. An assertion may be sent again until it expires, so a thief of one gets access for little
 * longer.
 */
function withinAssertion(wanted: number, expires: Date | undefined): number {
  if (expires === undefined) return wanted;
  const left = Math.floor((expires.getTime() - Date.now()) / 1_000);
  return Math.min(wanted, Math.max(left, leastAfterAssertion));
}

/** In seconds. A token does not outlive the credential for which it is issued, and must not promise to. */
function lifetime(wanted: number, expires: string | undefined): number {
  if (expires === undefined) return wanted;
  return Math.min(wanted, Math.floor((Date.parse(expires) - Date.now()) / 1_000));
}

async function answer(
  tokens: AccessTokens,
  tenant: string,
  { clientId, way, principal }: IdentifiedClient,
  scopes: readonly Scope[],
  seconds: number,
): Promise<Answer> {
  const grant = { tenant, clientId, way, scopes, credential: principal.credential.id };
  return {
    status: 200,
    mediaType: 'application/json',
    body: {
      access_token: await timed('signToken', () => tokens.sign(grant, seconds)),
      token_type: 'Bearer',
      expires_in: seconds,
      scope: scopes.join(' '),
    },
    headers: uncached,
  };
}

/**
 * GET /oauth2/jwks: the public keys of this deployment's access tokens. The same under every tenant's name, so it
 * does not reveal which tenants exist.
 *
 * @throws ScimError 404 if this deployment issues no access tokens.
 */
export function jwks({ service: { accessTokens } }: Call): Answer {
  if (accessTokens === undefined) {
    throw keySetNotFound();
  }
  return {
    status: 200,
    body: accessTokens.keySet(),
    mediaType: 'application/json',
    headers: { 'Cache-Control': 'public, max-age=300' },
  };
}

/** Answers with or about tokens must not be cached (RFC 6749 §5.1). */
const uncached = { 'Cache-Control': 'no-store', Pragma: 'no-cache' } as const;

/** An error in the token endpoint's format. */
export function oauthErrorAnswer(error: ScimError): Answer {
  return {
    status: error.status,
    mediaType: 'application/json',
    body: { error: codeOf(error), error_description: describable(error.message) },
    headers: { ...uncached, ...error.headers },
  };
}

/** Errors without a code in §5.2 have one in §4.1.2.1. */
function codeOf(error: ScimError): OAuthErrorCode | 'temporarily_unavailable' | 'server_error' {
  if (error.oauthError !== undefined) return error.oauthError;
  if (error.status === 429 || error.status === 503) return 'temporarily_unavailable';
  return error.status >= 500 ? 'server_error' : 'invalid_request';
}

/** A description has printable ASCII without quotation mark and backslash (RFC 6749 §5.2). */
function describable(text: string): string {
  return text.replaceAll('"', "'").replace(/[^\x20-\x5b\x5d-\x7e]/g, '?');
}
