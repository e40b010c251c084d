import { may } from '../state/session.ts';
import { api, bodyOf, type Schemas } from './client.ts';
import { readTenant, type Tenant, type VersionedTenant } from './tenants.ts';

/** The operation that turns provisioning on and makes a credential at once; a service of an earlier release has two. */
const enableOperation = 'manageEnableProvisioning';

/** Adds an identity provider whose provisioning is off, and which has no credential. */
export async function addProvider(
  wish: Omit<Schemas['TenantAddition'], 'provisioning' | 'token'>,
): Promise<void> {
  if (may(enableOperation)) {
    await api.POST('/manage/tenants', { body: { ...wish, provisioning: { enabled: false } } });
    return;
  }
  const { tenant } = await bodyOf(api.POST('/manage/tenants', { body: wish }));
  const path = { tenant: tenant.name };
  await api.PATCH('/manage/tenants/{tenant}', {
    params: { path },
    body: { provisioning: { enabled: false } },
  });
  // Nobody has seen its secret.
  for (const { id } of tenant.secretTokens)
    await api.DELETE('/manage/tenants/{tenant}/tokens/{id}', { params: { path: { ...path, id } } });
}

/**
 * Turns provisioning on. If a credential of the tenant works already, none is made.
 *
 * @param key the same for a repetition, so that a lost answer leaves no second credential.
 */
export async function enableProvisioning(
  { tenant, etag }: VersionedTenant,
  wish: Schemas['Enabling'],
  key: string,
): Promise<Schemas['Enabled']> {
  const path = { tenant: tenant.name };
  const header = { 'Idempotency-Key': key };
  if (may(enableOperation)) {
    const condition = etag === undefined ? {} : { 'If-Match': etag };
    const params = { path, header: { ...header, ...condition } };
    return bodyOf(api.POST('/manage/tenants/{tenant}/enable', { params, body: wish }));
  }
  const made = hasCredential(tenant) ? {} : await makeCredential(tenant.name, wish, key);
  await api.PATCH('/manage/tenants/{tenant}', {
    params: { path },
    body: { provisioning: { enabled: true } },
  });
  const after = await readTenant(tenant.name, new AbortController().signal);
  return { tenant: after.tenant, ...made };
}

function hasCredential({ secretTokens, clients, federatedCredentials }: Tenant): boolean {
  const forEntra = ({ scopes }: { readonly scopes: readonly Schemas['Scope'][] }) =>
    scopes.includes('provisioning');
  const credentials = [
    ...secretTokens.filter(({ scope }) => scope === 'provisioning'),
    ...clients.filter(forEntra).flatMap(({ secrets }) => secrets),
    ...federatedCredentials.filter(forEntra),
  ];
  return credentials.some(({ state }) => state !== 'expired');
}

async function makeCredential(
  tenant: string,
  { method, label, expires, days, entraTenantId = '', subject = '', audience = '' }: Schemas['Enabling'],
  key: string,
): Promise<Omit<Schemas['Enabled'], 'tenant'>> {
  const path = { tenant };
  const params = { path, header: { 'Idempotency-Key': key } };
  const named = label === undefined ? {} : { label };
  switch (method) {
    case 'clientCredentials': {
      const body = { ...named, ...(days === undefined ? {} : { days }) };
      return bodyOf(api.POST('/manage/tenants/{tenant}/clients', { params, body }));
    }
    case 'workloadIdentity': {
      const body = { ...named, entraTenantId, subject, audience };
      const call = api.POST('/manage/tenants/{tenant}/federatedCredentials', { params: { path }, body });
      return { federatedCredential: await bodyOf(call) };
    }
    default: {
      const body = { ...named, ...(expires === undefined ? {} : { expires }) };
      return bodyOf(api.POST('/manage/tenants/{tenant}/tokens', { params, body }));
    }
  }
}
