import type { Table } from '../store/tables.ts';
import { changeTenant, deadline } from './change.ts';
import { clientWith, newClient, withNewClient, type ClientSecretInput, type MadeSecret } from './clients.ts';
import { validityOf, type Credential, type FederatedCredential } from './credential.ts';
import {
  hasFederatedCredential,
  newFederatedCredential,
  withFederatedCredential,
  type FederatedCredentialInput,
} from './federatedCredentials.ts';
import { usesFor } from './lastUsed.ts';
import { provisioningCredentials, withProvisioning, type Precondition } from './lifecycle.ts';
import type { Uses } from './replacing.ts';
import type { Tenant } from './tenant.ts';

/** A tenant that is enabled, and the credential that was made for it; undefined if one works already. */
export interface EnabledWith<Made> {
  readonly tenant: Tenant;
  readonly made: Made | undefined;
}

/**
 * Turns provisioning on, and makes an OAuth client with a secret: both in one write, so that of several calls at once one
 * makes a client.
 *
 * @throws ScimError 404, 400, 409, 412
 */
export async function enableWithClient(
  table: Table,
  name: string,
  input: ClientSecretInput,
  requireUnchanged: Precondition,
): Promise<EnabledWith<MadeSecret>> {
  const added = newClient({ ...input, scopes: ['provisioning'] });
  const { record, secret } = added;
  const uses = await usesFor(table, name, { ...input, replacing: 'none' }, deadline());
  const tenant = await changeTenant(table, name, (before) => {
    if (clientWith(before, record) !== undefined) return before;
    const { earlier, others } = workingCredentials(before, record.wishedAs, uses);
    // What an earlier attempt of this call has changed is no change by somebody else.
    if (earlier.length === 0) requireUnchanged(before);
    const enabled = withProvisioning(before, true);
    return others.length === 0 ? withNewClient(enabled, added, uses) : enabled;
  });
  const client = clientWith(tenant, record);
  return { tenant, made: client && { clientId: client.id, secret, record, tenant } };
}

/** The same with a federated credential, which has no secret. @throws ScimError 404, 400, 409, 412 */
export async function enableWithFederation(
  table: Table,
  name: string,
  input: Omit<FederatedCredentialInput, 'scopes'>,
  requireUnchanged: Precondition,
): Promise<EnabledWith<FederatedCredential>> {
  const added = newFederatedCredential({ ...input, scopes: ['provisioning'] });
  const tenant = await changeTenant(table, name, (before) => {
    if (hasFederatedCredential(before, added)) return before;
    requireUnchanged(before);
    const enabled = withProvisioning(before, true);
    const { others } = workingCredentials(before, undefined, new Map());
    return others.length === 0 ? withFederatedCredential(enabled, added) : enabled;
  });
  return { tenant, made: hasFederatedCredential(tenant, added) ? added : undefined };
}

/**
 * The credentials with which a client can provision: those that an earlier attempt of the same call made and nobody has used,
 * and the others.
 *
 * @param wish hash of the call's idempotency key.
 */
function workingCredentials(tenant: Tenant, wish: string | undefined, uses: Uses) {
  const now = Date.now();
  const working = provisioningCredentials(tenant).filter((each) => validityOf(each, now) !== 'expired');
  const isEarlier = (each: Credential & { readonly wishedAs?: string }): boolean =>
    wish !== undefined && each.wishedAs === wish && !uses.has(each.id);
  return {
    earlier: working.filter((each) => isEarlier(each)),
    others: working.filter((each) => !isEarlier(each)),
  };
}
