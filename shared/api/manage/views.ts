import { hash } from 'node:crypto';
import type {
  Tenant as TenantView,
  TenantSummary,
  Settings,
  Client as ClientView,
  ClientSecret as ClientSecretView,
  FederatedCredential as FederatedView,
  SecretToken as TokenView,
  ManagementToken as ManagementTokenView,
  AuditEntry as EntryView,
} from '../../../generated/manage.js';
import type { ManagementToken } from '../../tenants/deployment.ts';
import { readLastUsed } from '../../tenants/lastUsed.ts';
import { readResourceCounts, type ResourceCounts } from '../../store/countUsers.ts';
import type { Uses } from '../../tenants/replacing.ts';
import type { Tenant, TenantSettings } from '../../tenants/tenant.ts';
import { signInAddresses } from '../../tenants/singleSignOn.ts';
import { applicationView, singleSignOnView } from './singleSignOn.ts';
import type { ManagedTenantCall, ManagementCall } from './endpoint.ts';
import {
  validityOf,
  type Client,
  type ClientSecret,
  type Credential,
  type FederatedCredential,
  type HashedSecret,
  type SecretToken,
} from '../../tenants/credential.ts';
import type { AuditEntry } from '../../operators/auditEntry.ts';
import { defined } from '../../scim/json.ts';
import { requireMatch } from '../../scim/user.ts';
import type { Precondition } from '../../tenants/lifecycle.ts';
import type { Call } from '../endpoint.ts';

/** A tenant in a list. @param lastSeen RFC 3339. */
export function tenantSummary(origin: string, tenant: Tenant, lastSeen: string | undefined): TenantSummary {
  const { name, created, removing, identityProvider } = tenant;
  return {
    name,
    displayName: identityProvider.displayName,
    created,
    tenantUrl: `${origin}/scim/${name}`,
    provisioning: identityProvider.provisioning,
    removing: removing ?? null,
    lastSeen: lastSeen ?? null,
  };
}

/** All that is known of a tenant. Two storage calls, and a third one if it has groups. */
export async function tenantView(call: ManagementCall, tenant: Tenant): Promise<TenantView> {
  const { service, signal } = call;
  const [counts, uses] = await Promise.all([
    countResources(call, tenant),
    readLastUsed(await service.table('scimTenants'), tenant.name, signal),
  ]);
  return knownTenantView(call, tenant, counts, uses);
}

/** The same if the counts and the last uses of its credentials are known already: nothing can fail here. */
export function knownTenantView(
  { service, origin }: ManagementCall,
  tenant: Tenant,
  counts: ResourceCounts,
  uses: Uses,
): TenantView {
  const { providerType, wsFederationType, singleSignOn, settings } = tenant.identityProvider;
  const summary = tenantSummary(origin, tenant, [...uses.values()].toSorted().at(-1));
  return {
    ...summary,
    tokenEndpoint: service.config.signing === undefined ? null : `${summary.tenantUrl}/oauth2/token`,
    providerType,
    wsFederationType,
    singleSignOn: singleSignOnView(singleSignOn),
    enterpriseApplication: service.config.singleSignOn
      ? applicationView(signInAddresses(origin, tenant.name, singleSignOn))
      : null,
    settings: settingsView(settings),
    ...counts,
    secretTokens: tokenViews(tenant.secretTokens, uses),
    clients: tenant.clients.map((client) => clientView(client, uses)),
    federatedCredentials: tenant.federatedCredentials.map((credential) => federatedView(credential, uses)),
  };
}

/** Times of last use of the tenant's credentials. */
export async function usesOf({ service, tenant, signal }: ManagedTenantCall): Promise<Uses> {
  return readLastUsed(await service.table('scimTenants'), tenant.name, signal);
}

export async function countResources(
  { service, signal }: ManagementCall,
  tenant: Pick<Tenant, 'name' | 'holdsGroups'>,
): Promise<ResourceCounts> {
  return readResourceCounts(await service.table('scimUsers'), tenant, signal);
}

/** Settings as they are shown: what is left to the deployment is null. */
export function settingsView(settings: TenantSettings): Settings {
  const { pin, entraTenantId, logRetentionDays } = settings;
  return {
    ...settings,
    pin: pin ?? null,
    entraTenantId: entraTenantId ?? null,
    logRetentionDays: logRetentionDays ?? null,
  };
}

/** Of what has just been made. */
export const unused: Uses = new Map();

/** Secret tokens, newest first; of each scope one is the newest. */
export function tokenViews(tokens: readonly SecretToken[], uses: Uses): readonly TokenView[] {
  return tokens.map((token) => {
    const newest = tokens.find(({ scope }) => scope === token.scope);
    return { ...secretView(token, uses, token === newest), scope: token.scope };
  });
}

/** Management tokens, newest first; of each role one is the newest. */
export function managementTokenViews(
  tokens: readonly ManagementToken[],
  uses: Uses,
): readonly ManagementTokenView[] {
  return tokens.map((token) => {
    const newest = tokens.find(({ role }) => role === token.role);
    return { ...secretView(token, uses, token === newest), role: token.role };
  });
}

/** A management token that has just been made. */
export function madeManagementTokenView(token: ManagementToken): ManagementTokenView {
  return { ...secretView(token, unused, true), role: token.role };
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

/** An entry as it is shown. */
export function auditEntryView(entry: AuditEntry): EntryView {
  const { id, at, actor, role, tenant, action, target, reason, outcome, status, code, requestId } = entry;
  return {
    id,
    at: new Date(at).toISOString(),
    actor: { ...actor, label: actor.label ?? null },
    ...defined({ role }),
    tenant: tenant ?? null,
    action,
    target: target ?? null,
    reason: reason ?? null,
    outcome,
    status: status ?? null,
    code: code ?? null,
    requestId: requestId ?? null,
  };
}

/** The entity tag of a tenant: it changes with its settings and credentials, and not with its users and what it sends. */
export function tenantTag(tenant: Tenant): string {
  return `W/"${hash('sha256', JSON.stringify(tenant), 'base64url').slice(0, 22)}"`;
}

/** The `If-Match` of a request. It throws ScimError 412. */
export function preconditionOf({ request }: Call): Precondition {
  const ifMatch = request.headers.get('if-match');
  return (tenant) => {
    requireMatch(ifMatch, tenantTag(tenant));
  };
}
