import type {
  Client as ClientView,
  ClientSecret as ClientSecretView,
  FederatedCredential as FederatedView,
  SecretToken as TokenView,
} from '../../generated/manage.js';
import {
  validityOf,
  type Client,
  type ClientSecret,
  type Credential,
  type FederatedCredential,
  type SecretToken,
} from '../tenants/credential.ts';

/** RFC 3339 by credential id: when each was last used. */
export type Uses = ReadonlyMap<string, string>;

/** Of what has just been made. */
export const unused: Uses = new Map();

export function tokenView(token: SecretToken, uses: Uses): TokenView {
  return { ...credentialView(token, uses), scope: token.scope };
}

export function clientView({ id, label, created, scopes, secrets }: Client, uses: Uses): ClientView {
  const shown = secrets.map((secret) => clientSecretView(secret, uses));
  return { id, label, created, scopes, secrets: shown };
}

export function clientSecretView(secret: ClientSecret, uses: Uses): ClientSecretView {
  return credentialView(secret, uses);
}

export function federatedView(credential: FederatedCredential, uses: Uses): FederatedView {
  const { entraTenantId, subject, audience, scopes } = credential;
  return { ...credentialView(credential, uses), entraTenantId, subject, audience, scopes };
}

/** Member by member: a record holds the hash of what it is a record of. */
function credentialView(credential: Credential, uses: Uses): ClientSecretView {
  const { id, label, created, expires } = credential;
  return {
    id,
    label,
    created,
    expires: expires ?? null,
    lastUsed: uses.get(id) ?? null,
    state: validityOf(credential, Date.now()),
  };
}
