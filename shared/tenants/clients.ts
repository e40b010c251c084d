import { randomUUID } from 'node:crypto';
import {
  createClientSecret,
  hashSecretToken,
  lastFourOf,
  type Client,
  type ClientSecret,
  type FederatedCredential,
  checkLabel,
  isPrintable,
  scopes as allScopes,
  type Scope,
} from './credential.ts';
import type { Table } from '../store/tables.ts';
import { changeTenant, deadline } from './change.ts';
import { usesFor } from './lastUsed.ts';
import { isEarlierAttempt, wishedAs, withNewCredential, type Replacing } from './replacing.ts';
import type { Tenant } from './tenant.ts';
import {
  audienceInvalid,
  clientNotFound,
  clientSecretDaysInvalid,
  clientSecretNotFound,
  federationIdInvalid,
  scopesMissing,
  subjectExists,
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

/**
 * Creates an OAuth client with its first secret. A repetition with the same idempotency key gives the existing client
 * a new secret in place of the one that nobody has seen.
 *
 * @throws ScimError 404, 400, 409
 */
export async function addClient(
  table: Table,
  name: string,
  input: ClientSecretInput & { readonly scopes: readonly Scope[] },
): Promise<MadeSecret> {
  checkScopes(input.scopes);
  const made = newSecret(input);
  const { record } = made;
  const uses = await usesFor(table, name, { ...input, replacing: 'none' }, deadline());
  const parts = { label: input.label, scopes: inOrder(input.scopes) };
  let clientId: string = randomUUID();
  const tenant = await changeTenant(table, name, (before) => {
    if (before.clients.some(({ secrets }) => secrets.some(({ id }) => id === record.id))) return before;
    const isEarlier = (secret: ClientSecret) => isEarlierAttempt(secret, record, uses);
    // If the client has other secrets too, somebody knows them: it was not created by an earlier attempt.
    const earlier = before.clients.find(({ secrets }) => secrets.length > 0 && secrets.every(isEarlier));
    if (earlier !== undefined) {
      clientId = earlier.id;
      return withClient(before, clientId, (client) => ({ ...client, ...parts, secrets: [record] }));
    }
    checkRoom(before);
    const client = { id: clientId, ...parts, created: record.created, secrets: [record] };
    return { ...before, clients: [...before.clients, client] };
  });
  return { ...made, clientId, tenant };
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

export interface FederatedCredentialInput {
  readonly label: string;
  readonly entraTenantId: string;
  readonly subject: string;
  readonly audience: string;
  readonly scopes: readonly Scope[];
  /** RFC 3339; undefined if it does not expire. */
  readonly expires: string | undefined;
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
  checkLabel(input.label);
  checkScopes(input.scopes);
  const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
  if (!guid.test(input.entraTenantId) || !guid.test(input.subject)) {
    throw federationIdInvalid();
  }
  if (!isPrintable(input.audience, 256)) {
    throw audienceInvalid();
  }
  const record = {
    ...input,
    scopes: inOrder(input.scopes),
    id: randomUUID(),
    created: new Date().toISOString(),
  };
  await changeTenant(table, name, (tenant) => {
    if (tenant.federatedCredentials.some(({ id }) => id === record.id)) return tenant;
    checkRoom(tenant);
    if (tenant.federatedCredentials.some(({ subject }) => subject === input.subject)) throw subjectExists();
    return { ...tenant, federatedCredentials: [...tenant.federatedCredentials, record] };
  });
  return record;
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

function checkRoom({ clients, federatedCredentials }: Tenant): void {
  if (clients.length + federatedCredentials.length < maxClients) return;
  throw tooManyClients(maxClients);
}

function checkScopes(scopes: readonly Scope[]): void {
  if (scopes.length === 0) throw scopesMissing();
}

/** The scopes in a fixed order, without duplicates. */
function inOrder(scopes: readonly Scope[]): readonly Scope[] {
  return allScopes.filter((scope) => scopes.includes(scope));
}
