import { randomUUID } from 'node:crypto';
import { createClientSecret, hashSecretToken } from '../auth/secretToken.ts';
import type { Table } from '../store/tables.ts';
import { changeTenant, TenantError } from './change.ts';
import { validityOf, type Client, type ClientSecret, type FederatedCredential } from './credential.ts';
import { checkLabel, isPrintable } from './label.ts';
import { scopes as allScopes, type Scope } from './scope.ts';
import type { Tenant } from './tenant.ts';

/** A tenant stands in one row of at most 30,000 characters: these keep it there. */
export const maxClients = 12;
export const maxClientSecrets = 5;

/** Days that a client's secret may work: one to three years. */
export const clientSecretDays = { byDefault: 730, least: 365, most: 1_095 } as const;

export interface MadeSecret {
  readonly clientId: string;
  /** Shown to whoever asked for it, and never again. */
  readonly secret: string;
  readonly record: ClientSecret;
}

/** @throws TenantError 400 where `days` is none that a client's secret may have. */
function newSecret(clientId: string, label: string, days: number): MadeSecret {
  checkLabel(label);
  const { least, most } = clientSecretDays;
  if (!Number.isInteger(days) || days < least || days > most) {
    throw new TenantError(400, `A client's secret works for one to three years: ${least} to ${most} days.`);
  }
  const secret = createClientSecret();
  const now = Date.now();
  return {
    clientId,
    secret,
    record: {
      id: randomUUID(),
      label,
      created: new Date(now).toISOString(),
      expires: new Date(now + days * 24 * 3_600_000).toISOString(),
      sha256: hashSecretToken(secret),
    },
  };
}

/**
 * Makes an OAuth client with its first secret.
 *
 * @throws TenantError 404, 400, 409
 */
export async function addClient(
  table: Table,
  name: string,
  {
    label,
    scopes,
    days,
  }: { readonly label: string; readonly scopes: readonly Scope[]; readonly days: number },
): Promise<MadeSecret> {
  checkScopes(scopes);
  const made = newSecret(randomUUID(), label, days);
  const { id, created } = { id: made.clientId, created: made.record.created };
  const client: Client = { id, label, created, scopes: inOrder(scopes), secrets: [made.record] };
  await changeTenant(table, name, (tenant) => {
    if (tenant.clients.some((known) => known.id === id)) return tenant;
    checkRoom(tenant);
    return { ...tenant, clients: [...tenant.clients, client] };
  });
  return made;
}

/**
 * Gives a client one more secret. The others go on working; expired ones go.
 *
 * @throws TenantError 404, 400, 409
 */
export async function addClientSecret(
  table: Table,
  name: string,
  clientId: string,
  { label, days }: { readonly label: string; readonly days: number },
): Promise<MadeSecret> {
  const made = newSecret(clientId, label, days);
  await changeTenant(table, name, (tenant) =>
    withClient(tenant, clientId, (client) => {
      if (client.secrets.some(({ id }) => id === made.record.id)) return client;
      const secrets = client.secrets.filter((secret) => validityOf(secret, Date.now()) !== 'expired');
      if (secrets.length >= maxClientSecrets) {
        throw new TenantError(409, `This client has ${maxClientSecrets} secrets already. Revoke one first.`);
      }
      return { ...client, secrets: [made.record, ...secrets] };
    }),
  );
  return made;
}

/**
 * Ends a client's secret, and every access token that was issued for it.
 *
 * @throws TenantError 404
 */
export async function revokeClientSecret(
  table: Table,
  name: string,
  clientId: string,
  secretId: string,
): Promise<void> {
  let found = false;
  await changeTenant(table, name, (tenant) =>
    withClient(tenant, clientId, (client) => {
      const secrets = client.secrets.filter(({ id }) => id !== secretId);
      found ||= secrets.length < client.secrets.length;
      if (!found) throw new TenantError(404, `The client has no secret with the id "${secretId}".`);
      return secrets.length < client.secrets.length ? { ...client, secrets } : client;
    }),
  );
}

export interface FederatedWish {
  readonly label: string;
  readonly entraTenantId: string;
  readonly subject: string;
  readonly audience: string;
  readonly scopes: readonly Scope[];
  /** RFC 3339; undefined for one that does not expire. */
  readonly expires: string | undefined;
}

/**
 * Lets an application of Entra's in by the assertions that Entra signs for it.
 *
 * @throws TenantError 404, 400, 409
 */
export async function addFederatedCredential(
  table: Table,
  name: string,
  wish: FederatedWish,
): Promise<FederatedCredential> {
  checkLabel(wish.label);
  checkScopes(wish.scopes);
  const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
  if (!guid.test(wish.entraTenantId) || !guid.test(wish.subject)) {
    throw new TenantError(
      400,
      "Entra's tenant id and the subject (an object id) are GUIDs in lower-case letters.",
    );
  }
  if (!isPrintable(wish.audience, 256)) {
    throw new TenantError(400, 'An audience has 1 to 256 printable characters.');
  }
  const record = {
    ...wish,
    scopes: inOrder(wish.scopes),
    id: randomUUID(),
    created: new Date().toISOString(),
  };
  await changeTenant(table, name, (tenant) => {
    if (tenant.federatedCredentials.some(({ id }) => id === record.id)) return tenant;
    checkRoom(tenant);
    if (tenant.federatedCredentials.some(({ subject }) => subject === wish.subject))
      throw new TenantError(409, 'The tenant has a federated credential with this subject already.');
    return { ...tenant, federatedCredentials: [...tenant.federatedCredentials, record] };
  });
  return record;
}

/**
 * Removes a client, or a federated credential, and with it every access token that was issued to it.
 *
 * @param id of the client (`client_id`), or of the federated credential.
 * @throws TenantError 404
 */
export async function removeClient(table: Table, name: string, id: string): Promise<void> {
  let found = false;
  await changeTenant(table, name, (tenant) => {
    const clients = tenant.clients.filter((client) => client.id !== id);
    const federatedCredentials = tenant.federatedCredentials.filter((credential) => credential.id !== id);
    const same =
      clients.length === tenant.clients.length &&
      federatedCredentials.length === tenant.federatedCredentials.length;
    found ||= !same;
    if (!found) throw noClient(id);
    return same ? tenant : { ...tenant, clients, federatedCredentials };
  });
}

function withClient(tenant: Tenant, clientId: string, change: (client: Client) => Client): Tenant {
  const client = tenant.clients.find(({ id }) => id === clientId);
  if (client === undefined) throw noClient(clientId);
  const changed = change(client);
  if (changed === client) return tenant;
  return { ...tenant, clients: tenant.clients.map((each) => (each === client ? changed : each)) };
}

function checkRoom({ clients, federatedCredentials }: Tenant): void {
  if (clients.length + federatedCredentials.length < maxClients) return;
  throw new TenantError(409, `A tenant has at most ${maxClients} clients. Remove one first.`);
}

function checkScopes(scopes: readonly Scope[]): void {
  if (scopes.length === 0) throw new TenantError(400, 'A client needs at least one scope.');
}

/** Each once. */
function inOrder(scopes: readonly Scope[]): readonly Scope[] {
  return allScopes.filter((scope) => scopes.includes(scope));
}

function noClient(id: string): TenantError {
  return new TenantError(404, `There is no client with the id "${id}".`);
}
