import { isAlphabet } from '../scim/schema/validate.ts';
import {
  type Client,
  type Credential,
  type FederatedCredential,
  type HashedSecret,
  type SecretToken,
  isScope,
  type Scope,
} from './credential.ts';
import { fields, fieldsIn, type Fields } from './fields.ts';
import {
  authenticationMethods,
  defaultSettings,
  defaultSingleSignOn,
  signInMatches,
  type AuthenticationMethod,
  type IdentityProvider,
  type PinPolicy,
  type Restoring,
  type SignInMatch,
  type SingleSignOn,
  type Tenant,
  type TenantSettings,
} from './tenant.ts';

/**
 * Reads a stored tenant. One of the first release has no identity provider, and its tokens neither label nor end.
 *
 * @throws DamagedRow if it is not one: no credential of a damaged tenant works.
 */
export function parseTenant(json: unknown): Tenant {
  const tenant = fieldsIn(json);
  const name = tenant.text('name');
  const created = tenant.text('created');
  return {
    name,
    created,
    identityProvider: readProvider(tenant, name, created),
    secretTokens: readSecretTokens(tenant),
    clients: tenant.has('clients') ? tenant.list('clients').map((client) => readClient(fields(client))) : [],
    federatedCredentials: tenant.has('federatedCredentials')
      ? tenant.list('federatedCredentials').map((credential) => readFederated(fields(credential)))
      : [],
    removing: tenant.optionalText('removing'),
    ...(tenant.has('holdsGroups') && tenant.flag('holdsGroups') ? { holdsGroups: true } : {}),
    ...(tenant.has('restoring') ? { restoring: readRestoring(tenant.object('restoring')) } : {}),
  };
}

function readRestoring(restoring: Fields): Restoring {
  return { backup: restoring.text('backup'), run: restoring.text('run') };
}

function readProvider(tenant: Fields, name: string, created: string): IdentityProvider {
  const kind = { providerType: 'WS-Federation', wsFederationType: 'Entra ID' } as const;
  if (!tenant.has('identityProvider')) {
    return {
      displayName: name,
      ...kind,
      provisioning: { enabled: true, since: created },
      singleSignOn: defaultSingleSignOn,
      settings: { ...defaultSettings, externalIdRequired: tenant.flag('externalIdRequired') },
    };
  }
  const provider = tenant.object('identityProvider');
  const provisioning = provider.object('provisioning');
  return {
    displayName: provider.text('displayName'),
    ...kind,
    provisioning: { enabled: provisioning.flag('enabled'), since: provisioning.text('since') },
    // The release before single sign-on does not know it.
    singleSignOn: provider.has('singleSignOn')
      ? readSingleSignOn(provider.object('singleSignOn'))
      : defaultSingleSignOn,
    settings: readSettings(provider.object('settings')),
  };
}

function readSingleSignOn(stored: Fields): SingleSignOn {
  return {
    enabled: stored.flag('enabled'),
    realm: stored.optionalText('realm'),
    metadataUrl: stored.optionalText('metadataUrl'),
    match: stored.oneOf('match', isSignInMatch),
    automaticRegistration: stored.flag('automaticRegistration'),
    sessionMinutes: stored.count('sessionMinutes'),
    returnUrls: stored.texts('returnUrls'),
  };
}

function isSignInMatch(text: string): text is SignInMatch {
  return signInMatches.some((match) => match === text);
}

function readSettings(settings: Fields): TenantSettings {
  return {
    externalIdRequired: settings.flag('externalIdRequired'),
    pin: settings.has('pin') ? readPin(settings.object('pin')) : undefined,
    cardNumberUnique: settings.flag('cardNumberUnique'),
    // The release before groups does not know it.
    groupNameUnique: settings.has('groupNameUnique') ? settings.flag('groupNameUnique') : true,
    authentication: settings.texts('authentication').filter(isWay),
    entraTenantId: settings.optionalText('entraTenantId'),
    logValues: settings.flag('logValues'),
    logRetentionDays: settings.has('logRetentionDays') ? settings.count('logRetentionDays') : undefined,
  };
}

function readPin(pin: Fields): PinPolicy {
  const minLength = pin.count('minLength');
  const maxLength = pin.count('maxLength');
  return { minLength, maxLength, alphabet: pin.oneOf('alphabet', isAlphabet) };
}

/** A way that only a later release knows is left out: it gives nobody access here. */
function isWay(text: string): text is AuthenticationMethod {
  return authenticationMethods.some((way) => way === text);
}

function readCredential(credential: Fields): Credential {
  const created = credential.text('created');
  return {
    id: credential.text('id'),
    label: credential.optionalText('label') ?? created.slice(0, 10),
    created,
    expires: credential.optionalText('expires'),
  };
}

/** @throws DamagedRow */
export function readHashed(credential: Fields): HashedSecret {
  return {
    ...readCredential(credential),
    sha256: credential.text('sha256'),
    ...(credential.has('lastFour') ? { lastFour: credential.text('lastFour') } : {}),
    ...(credential.has('wishedAs') ? { wishedAs: credential.text('wishedAs') } : {}),
  };
}

/** Those whose scope this release knows: one of a later release gives nobody access here, and takes it from nobody. */
export function readSecretTokens(holder: Fields): readonly SecretToken[] {
  return holder.list('secretTokens').flatMap((entry) => {
    const token = fields(entry);
    const scope = token.has('scope') ? token.text('scope') : 'provisioning';
    return isScope(scope) ? [{ ...readHashed(token), scope }] : [];
  });
}

function readClient(client: Fields): Client {
  return {
    id: client.text('id'),
    label: client.text('label'),
    created: client.text('created'),
    scopes: readScopes(client),
    secrets: client.list('secrets').map((entry) => readHashed(fields(entry))),
  };
}

function readFederated(credential: Fields): FederatedCredential {
  return {
    ...readCredential(credential),
    entraTenantId: credential.text('entraTenantId'),
    subject: credential.text('subject'),
    audience: credential.text('audience'),
    scopes: readScopes(credential),
  };
}

function readScopes(holder: Fields): readonly Scope[] {
  return holder.texts('scopes').filter(isScope);
}
