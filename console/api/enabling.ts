import { api, bodyOf, type Schemas } from './client.ts';
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
export function enableProvisioning(
  { tenant, etag }: VersionedTenant,
  wish: Schemas['Enabling'],
  key: string,
): Promise<Schemas['Enabled']> {
  const path = { tenant: tenant.name };
  const header = { 'Idempotency-Key': key, ...(etag === undefined ? {} : { 'If-Match': etag }) };
  return bodyOf(api.POST('/manage/tenants/{tenant}/enable', { params: { path, header }, body: wish }));
}
