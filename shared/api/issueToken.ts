import type { AccessTokens } from '../auth/accessToken.ts';
import { readClientAuthentication } from '../auth/clientAuthentication.ts';
import { identifyClient, type IdentifiedClient } from '../auth/identifyClient.ts';
import { clientAddress } from './clientAddress.ts';
import type { Call } from './endpoint.ts';
import type { Form } from '../auth/clientAuthentication.ts';
import { readForm } from './formBody.ts';
import type { ScimError } from '../scim/error.ts';
import {
  clientInvalid,
  clientProvisioningOff,
  grantTypeMissing,
  grantTypeUnsupported,
  scopeNotGranted,
  tokensNotIssued,
} from '../scim/errors/token.ts';
import { uncached } from './oauthAnswer.ts';
import type { Answer } from './response.ts';
import { noteCredential } from './tenantEndpoint.ts';
import { timed } from '../telemetry/recorder.ts';
import type { Scope } from '../tenants/scope.ts';

/** What Entra asks for, in words of its own that nobody can set: it means whatever the client may do. */
const entraScope = 'scim';

/**
 * Seconds that an access token works at least after the assertion for which it is issued: Entra may send one that is about
 * to end, and must get something done with what it is given.
 */
const leastAfterAssertion = 600;

/**
 * POST /oauth2/token: the client credentials grant (RFC 6749 §4.4). What is found wrong before the client is known
 * depends on the request alone, so that a tenant that exists is not told from one that does not.
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

/** @throws ScimError `invalid_client`, the same whatever is wrong; 429 where too many of them came. */
async function authenticatedClient(call: Call, name: string, form: Form): Promise<IdentifiedClient> {
  const presented = readClientAuthentication(form, call.request.headers.get('authorization'));
  const client =
    presented === undefined
      ? undefined
      : await timed('identifyClient', () => identifyClient(call, name, presented));
  if (client !== undefined) return client;
  throw refusedClient(call, name);
}

/** @throws ScimError 429 where too many of them came. */
function refusedClient(call: Call, name: string): ScimError {
  call.service.throttle.failed(clientAddress(call.request), name);
  return clientInvalid();
}

/**
 * All scopes of the client, or those that it asks for.
 *
 * @throws ScimError `invalid_scope` where it asks for one that it has not.
 */
function grantedScopes(asked: string | undefined, own: ReadonlySet<Scope>): readonly Scope[] {
  const words = (asked ?? '').split(' ').filter((word) => word !== '' && word !== entraScope);
  if (words.length === 0) return [...own];
  const granted = [...own].filter((scope) => words.includes(scope));
  if (granted.length === new Set(words).size) return granted;
  throw scopeNotGranted([...own].join(' '));
}

/** In seconds. Who has captured an assertion, which can be sent again until it ends, has access for little longer. */
function withinAssertion(wanted: number, expires: Date | undefined): number {
  if (expires === undefined) return wanted;
  const left = Math.floor((expires.getTime() - Date.now()) / 1_000);
  return Math.min(wanted, Math.max(left, leastAfterAssertion));
}

/** In seconds. A token does not work longer than the credential for which it is issued, and must not promise to. */
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
