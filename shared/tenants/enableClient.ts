import type { Table } from '../store/tables.ts';
import { deadline } from './change.ts';
import {
  addClient,
  addFederatedCredential,
  type ClientSecretInput,
  type FederatedCredentialInput,
  type MadeSecret,
} from './clients.ts';
import { validityOf, type Credential, type FederatedCredential } from './credential.ts';
import { readLastUsed } from './lastUsed.ts';
import { provisioningCredentials, setTenant, type Precondition } from './lifecycle.ts';
import { wishedAs } from './replacing.ts';
import type { Tenant } from './tenant.ts';

/** A tenant that is enabled, and the credential that was made for it; undefined if one works already. */
export interface EnabledWith<Made> {
  readonly tenant: Tenant;
  readonly made: Made | undefined;
}

/**
 * Turns provisioning on, and makes an OAuth client with a secret. The client is stored last: nothing is left to do after it
 * that could fail before the secret is shown.
 *
 * @throws ScimError 404, 400, 409, 412
 */
export async function enableWithClient(
  table: Table,
  name: string,
  input: ClientSecretInput,
  requireUnchanged: Precondition,
): Promise<EnabledWith<MadeSecret>> {
  const tenant = await setTenant(table, name, { enabled: true }, requireUnchanged);
  if (await letsIn(table, tenant, input)) return { tenant, made: undefined };
  const made = await addClient(table, name, { ...input, scopes: ['provisioning'] });
  return { tenant: made.tenant, made };
}

/** The same with a federated credential, which has no secret. @throws ScimError 404, 400, 409, 412 */
export async function enableWithFederation(
  table: Table,
  name: string,
  input: Omit<FederatedCredentialInput, 'scopes'>,
  requireUnchanged: Precondition,
): Promise<EnabledWith<FederatedCredential>> {
  const tenant = await setTenant(table, name, { enabled: true }, requireUnchanged);
  if (await letsIn(table, tenant, { label: input.label })) return { tenant, made: undefined };
  const made = await addFederatedCredential(table, name, { ...input, scopes: ['provisioning'] });
  return { tenant: { ...tenant, federatedCredentials: [...tenant.federatedCredentials, made] }, made };
}

/** Whether a client can provision already; what an earlier attempt of the same call made, and nobody has used, does not count. */
async function letsIn(
  table: Table,
  tenant: Tenant,
  { idempotencyKey, label }: Pick<ClientSecretInput, 'idempotencyKey' | 'label'>,
): Promise<boolean> {
  const now = Date.now();
  const working = provisioningCredentials(tenant).filter((each) => validityOf(each, now) !== 'expired');
  if (working.length === 0) return false;
  const wish = wishedAs(idempotencyKey, label).wishedAs;
  if (wish === undefined) return true;
  const uses = await readLastUsed(table, tenant.name, deadline());
  const isEarlier = (each: Credential & { readonly wishedAs?: string }): boolean =>
    each.wishedAs === wish && !uses.has(each.id);
  return !working.every(isEarlier);
}
