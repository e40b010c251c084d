import { randomUUID } from 'node:crypto';
import {
  createClientSecret,
  hashSecretToken,
  lastFourOf,
  type Client,
  type ClientSecret,
  checkLabel,
  scopes as allScopes,
  type Scope,
} from './credential.ts';
import type { Table } from '../store/tables.ts';
import { changeTenant, deadline } from './change.ts';
import { usesFor } from './lastUsed.ts';
import { isEarlierAttempt, wishedAs, withNewCredential, type Replacing, type Uses } from './replacing.ts';
import type { Tenant } from './tenant.ts';
import {
  clientNotFound,
  clientSecretDaysInvalid,
  clientSecretNotFound,
  scopesMissing,
  tooManyClients,
} from './credentialErrors.ts';

/** Limits that keep a tenant within one row of 30,000 characters. */
export const maxClients = 12;
export const maxClientSecrets = 5;

/** Lifetime of a client's secret in days: one to three years. */
export const clientSecretDays = { default: 730, min: 365, max: 1_095 } as const;

export interface MadeSecret {
  readonly clientId: string;
  /** Shown to the caller once, and never again. */
  readonly secret: string;
  readonly record: ClientSecret;
  /** The client with its new secret. */
  readonly tenant: Tenant;
}

export interface ClientSecretInput {
  readonly label: string;
  readonly days: number;
  /** The Idempotency-Key: a repetition replaces a secret that was created with it and never used. */
  readonly idempotencyKey?: string | undefined;
}

/** @throws ScimError 400 if `days` is out of range. */
function newSecret({
  label,
  days,
  idempotencyKey,
}: ClientSecretInput): Pick<MadeSecret, 'secret' | 'record'> {
  checkLabel(label);
  const { min, max } = clientSecretDays;
  if (!Number.isInteger(days) || days < min || days > max) {
    throw clientSecretDaysInvalid(min, max);
  }
  const secret = createClientSecret();
  const now = Date.now();
  return {
    secret,
    record: {
      id: randomUUID(),
      label,
      created: new Date(now).toISOString(),
      expires: new Date(now + days * 24 * 3_600_000).toISOString(),
      sha256: hashSecretToken(secret),
      lastFour: lastFourOf(secret),
      ...wishedAs(idempotencyKey, label),
    },
  };
}

export interface ClientInput extends ClientSecretInput {
  readonly scopes: readonly Scope[];
}

/** A client that no tenant has yet. */
export interface NewClient {
  readonly client: Client;
  readonly record: ClientSecret;
  readonly secret: string;
}

/** @throws ScimError 400 */
export function newClient(input: ClientInput): NewClient {
  const { label, scopes } = input;
  checkScopes(scopes);
  const { secret, record } = newSecret(input);
  const client = {
    id: randomUUID(),
    label,
    scopes: scopesInOrder(scopes),
    created: record.created,
    secrets: [record],
  };
  return { client, record, secret };
}

/** The client that has this secret. */
export function clientWith({ clients }: Tenant, { id }: ClientSecret): Client | undefined {
  return clients.find(({ secrets }) => secrets.some((secret) => secret.id === id));
}

/**
 * The tenant with a new client. If an earlier attempt of the same call has made one that nobody has seen, that one gets the
 * secret.
 *
 * @throws ScimError 409
 */
export function withNewClient(before: Tenant, { client, record }: NewClient, uses: Uses): Tenant {
  const isEarlier = (secret: ClientSecret) => isEarlierAttempt(secret, record, uses);
  // If the client has other secrets too, somebody knows them: it was not created by an earlier attempt.
  const earlier = before.clients.find(({ secrets }) => secrets.length > 0 && secrets.every(isEarlier));
  if (earlier !== undefined) {
    const { label, scopes, secrets } = client;
    return withClient(before, earlier.id, (known) => ({ ...known, label, scopes, secrets }));
  }
  checkRoom(before);
  return { ...before, clients: [...before.clients, client] };
}

/**
 * Creates an OAuth client with its first secret. A repetition with the same idempotency key gives the existing client
 * a new secret in place of the one that nobody has seen.
 *
 * @throws ScimError 404, 400, 409
 */
export async function addClient(table: Table, name: string, input: ClientInput): Promise<MadeSecret> {
  const made = newClient(input);
  const { record, secret } = made;
  const uses = await usesFor(table, name, { ...input, replacing: 'none' }, deadline());
  const tenant = await changeTenant(table, name, (before) =>
    clientWith(before, record) === undefined ? withNewClient(before, made, uses) : before,
  );
  return { secret, record, clientId: clientWith(tenant, record)?.id ?? made.client.id, tenant };
}

/**
 * Adds a secret to a client. The others keep working unless they are replaced; expired ones are removed.
 *
 * @throws ScimError 404, 400, 409
 */
export async function addClientSecret(
  table: Table,
  name: string,
  clientId: string,
  input: ClientSecretInput,
  replacing: Replacing = 'none',
): Promise<MadeSecret> {
  const made = newSecret(input);
  const uses = await usesFor(table, name, { ...input, replacing }, deadline());
  const replacement = { replacing, uses, max: maxClientSecrets, kind: 'secrets of this client' };
  const tenant = await changeTenant(table, name, (before) =>
    withClient(before, clientId, (client) => {
      const secrets = withNewCredential(client.secrets, made.record, replacement);
      return secrets === client.secrets ? client : { ...client, secrets };
    }),
  );
  return { ...made, clientId, tenant };
}

/**
 * Revokes a client's secret, and every access token that was issued for it.
 *
 * @throws ScimError 404
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
      if (!found) throw clientSecretNotFound(secretId);
      return secrets.length < client.secrets.length ? { ...client, secrets } : client;
    }),
  );
}

/**
 * Removes a client or a federated credential, and with it every access token that was issued to it.
 *
 * @param id of the client (`client_id`), or of the federated credential.
 * @throws ScimError 404
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
    if (!found) throw clientNotFound(id);
    return same ? tenant : { ...tenant, clients, federatedCredentials };
  });
}

function withClient(tenant: Tenant, clientId: string, change: (client: Client) => Client): Tenant {
  const client = tenant.clients.find(({ id }) => id === clientId);
  if (client === undefined) throw clientNotFound(clientId);
  const changed = change(client);
  if (changed === client) return tenant;
  return { ...tenant, clients: tenant.clients.map((each) => (each === client ? changed : each)) };
}

/** @throws ScimError 409 if the tenant has as many clients as its row holds. */
export function checkRoom({ clients, federatedCredentials }: Tenant): void {
  if (clients.length + federatedCredentials.length < maxClients) return;
  throw tooManyClients(maxClients);
}

/** @throws ScimError 400 */
export function checkScopes(scopes: readonly Scope[]): void {
  if (scopes.length === 0) throw scopesMissing();
}

/** The scopes in a fixed order, without duplicates. */
export function scopesInOrder(scopes: readonly Scope[]): readonly Scope[] {
  return allScopes.filter((scope) => scopes.includes(scope));
}
