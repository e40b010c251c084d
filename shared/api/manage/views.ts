import type {
  Client as ClientView,
  ClientSecret as ClientSecretView,
  FederatedCredential as FederatedView,
  SecretToken as TokenView,
} from '../../../generated/manage.js';
import {
  validityOf,
  type Client,
  type ClientSecret,
  type Credential,
  type FederatedCredential,
  type HashedSecret,
  type SecretToken,
} from '../../tenants/credential.ts';
import type { Uses } from '../../tenants/replacing.ts';

/** Of what has just been made. */
export const unused: Uses = new Map();

/** Secret tokens, newest first; of each scope one is the newest. */
export function tokenViews(tokens: readonly SecretToken[], uses: Uses): readonly TokenView[] {
  return tokens.map((token) => {
    const newest = tokens.find(({ scope }) => scope === token.scope);
    return { ...secretView(token, uses, token === newest), scope: token.scope };
  });
}

/** A secret token that has just been made. */
export function madeTokenView(token: SecretToken): TokenView {
  return { ...secretView(token, unused, true), scope: token.scope };
}

export function clientView({ id, label, created, scopes, secrets }: Client, uses: Uses): ClientView {
  const shown = secrets.map((secret, place) => secretView(secret, uses, place === 0));
  return { id, label, created, scopes, secrets: shown };
}

/** A client's secret that has just been made. */
export function madeClientSecretView(secret: ClientSecret): ClientSecretView {
  return secretView(secret, unused, true);
}

export function federatedView(credential: FederatedCredential, uses: Uses): FederatedView {
  const { entraTenantId, subject, audience, scopes } = credential;
  return { ...credentialView(credential, uses), entraTenantId, subject, audience, scopes };
}

function secretView(secret: HashedSecret, uses: Uses, newest: boolean): ClientSecretView {
  return { ...credentialView(secret, uses), lastFour: secret.lastFour ?? null, newest };
}

/** Member by member: a record holds the hash of what it is a record of. */
function credentialView(credential: Credential, uses: Uses): Omit<ClientSecretView, 'lastFour' | 'newest'> {
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
