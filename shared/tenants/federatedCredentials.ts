import { randomUUID } from 'node:crypto';
import { isGuid } from '../scim/json.ts';
import type { Table } from '../store/tables.ts';
import { changeTenant } from './change.ts';
import { checkRoom, checkScopes, scopesInOrder } from './clients.ts';
import { checkLabel, isPrintable, type FederatedCredential, type Scope } from './credential.ts';
import { audienceInvalid, federationIdInvalid, subjectExists } from './credentialErrors.ts';
import type { Tenant } from './tenant.ts';

export interface FederatedCredentialInput {
  readonly label: string;
  readonly entraTenantId: string;
  readonly subject: string;
  readonly audience: string;
  readonly scopes: readonly Scope[];
  /** RFC 3339; undefined if it does not expire. */
  readonly expires: string | undefined;
}

/** @throws ScimError 400 */
export function newFederatedCredential(input: FederatedCredentialInput): FederatedCredential {
  checkLabel(input.label);
  checkScopes(input.scopes);
  if (!isGuid(input.entraTenantId) || !isGuid(input.subject)) throw federationIdInvalid();
  if (!isPrintable(input.audience, 256)) throw audienceInvalid();
  return {
    ...input,
    scopes: scopesInOrder(input.scopes),
    id: randomUUID(),
    created: new Date().toISOString(),
  };
}

export function hasFederatedCredential(tenant: Tenant, { id }: FederatedCredential): boolean {
  return tenant.federatedCredentials.some((credential) => credential.id === id);
}

/** The tenant with one more federated credential. @throws ScimError 409 */
export function withFederatedCredential(tenant: Tenant, made: FederatedCredential): Tenant {
  checkRoom(tenant);
  if (tenant.federatedCredentials.some(({ subject }) => subject === made.subject)) throw subjectExists();
  return { ...tenant, federatedCredentials: [...tenant.federatedCredentials, made] };
}

/**
 * Adds a federated credential: an application in Entra authenticates with assertions that Entra signs.
 *
 * @throws ScimError 404, 400, 409
 */
export async function addFederatedCredential(
  table: Table,
  name: string,
  input: FederatedCredentialInput,
): Promise<FederatedCredential> {
  const made = newFederatedCredential(input);
  await changeTenant(table, name, (tenant) =>
    hasFederatedCredential(tenant, made) ? tenant : withFederatedCredential(tenant, made),
  );
  return made;
}
