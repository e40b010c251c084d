import { api, bodyOf, ifMatch, type Schemas } from './client.ts';
import type { VersionedTenant } from './tenants.ts';

/** Adds an identity provider whose provisioning is off, and which has no credential. */
export async function addProvider(
  wish: Omit<Schemas['TenantAddition'], 'provisioning' | 'token'>,
): Promise<void> {
  await api.POST('/manage/tenants', { body: { ...wish, provisioning: { enabled: false } } });
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
): Promise<{ readonly enabled: Schemas['Enabled']; readonly etag: string | undefined }> {
  const path = { tenant: tenant.name };
  const header = { 'Idempotency-Key': key, ...ifMatch(etag) };
  const answer = api.POST('/manage/tenants/{tenant}/enable', { params: { path, header }, body: wish });
  const enabled = await bodyOf(answer);
  return { enabled, etag: (await answer).response.headers.get('etag') ?? undefined };
}
