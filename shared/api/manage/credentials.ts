import type {
  AddedToken,
  SecretTokens,
  AddedClient,
  AddedClientSecret,
  Clients,
  FederatedCredentials,
  TokenAddition,
} from '../../../generated/manage.js';
import { noContent, type Answer } from '../endpoint.ts';
import { addSecretToken, revokeSecretToken, type TokenInput } from '../../tenants/secretTokens.ts';
import { createdAnswer, jsonAnswer, type ManagedTenantCall, type ManagementCall } from './endpoint.ts';
import { bodyOf } from './input.ts';
import {
  madeTokenView,
  tokenViews,
  clientView,
  madeClientSecretView,
  unused,
  federatedView,
  usesOf,
} from './views.ts';
import {
  addClient,
  addClientSecret,
  clientSecretDays,
  revokeClientSecret,
  removeClient,
} from '../../tenants/clients.ts';
import { addFederatedCredential } from '../../tenants/federatedCredentials.ts';
import { clientNotFound, federatedCredentialNotFound } from '../../tenants/credentialErrors.ts';
import { readExpiry, endAfter } from '../../tenants/credential.ts';
import type { Config } from '../../config/config.ts';

/** GET /manage/tenants/{tenant}/tokens */
export async function getTokens(call: ManagedTenantCall): Promise<Answer> {
  const uses = await usesOf(call);
  const list: SecretTokens = {
    secretTokens: tokenViews(call.tenant.secretTokens, uses),
  };
  return jsonAnswer(200, list);
}

/** POST /manage/tenants/{tenant}/tokens */
export async function postToken(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant } = call;
  const { replace = 'none', ...input } = await bodyOf(call, 'TokenAddition');
  const table = await service.table('scimTenants');
  const wanted = { ...tokenInput(service.config, input), ...idempotencyKeyOf(call) };
  const { token, record } = await addSecretToken(table, tenant.name, wanted, replace);
  call.record({ target: record.id });
  const added: AddedToken = { token: madeTokenView(record), secretToken: token };
  return createdAnswer(`${addressOf(call)}/tokens/${record.id}`, added);
}

/** DELETE /manage/tenants/{tenant}/tokens/{id} */
export async function deleteToken({ service, tenant, request }: ManagedTenantCall): Promise<Answer> {
  const table = await service.table('scimTenants');
  await revokeSecretToken(table, tenant.name, request.params.id ?? '');
  return noContent;
}

/** GET /manage/tenants/{tenant}/clients */
export async function getClients(call: ManagedTenantCall): Promise<Answer> {
  const uses = await usesOf(call);
  const list: Clients = { clients: call.tenant.clients.map((client) => clientView(client, uses)) };
  return jsonAnswer(200, list);
}

/** POST /manage/tenants/{tenant}/clients */
export async function postClient(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant } = call;
  const {
    label = 'client',
    scopes = ['provisioning'],
    days = clientSecretDays.default,
  } = await bodyOf(call, 'ClientAddition');
  const table = await service.table('scimTenants');
  const { clientId, secret, record } = await addClient(table, tenant.name, {
    label,
    scopes,
    days,
    ...idempotencyKeyOf(call),
  });
  call.record({ target: clientId });
  const client = { id: clientId, label, created: record.created, scopes, secrets: [record] };
  const added: AddedClient = { client: clientView(client, unused), clientSecret: secret };
  return createdAnswer(`${addressOf(call)}/clients/${clientId}`, added);
}

/** DELETE /manage/tenants/{tenant}/clients/{id} */
export async function deleteClient({ service, tenant, request }: ManagedTenantCall): Promise<Answer> {
  const id = request.params.id ?? '';
  // Federated credentials have a path of their own, but the same use case.
  if (tenant.federatedCredentials.some((credential) => credential.id === id)) throw clientNotFound(id);
  await removeClient(await service.table('scimTenants'), tenant.name, id);
  return noContent;
}

/** POST /manage/tenants/{tenant}/clients/{id}/secrets */
export async function postClientSecret(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant, request } = call;
  const body = await bodyOf(call, 'ClientSecretAddition');
  const { label = 'client secret', days = clientSecretDays.default, replace = 'none' } = body;
  const table = await service.table('scimTenants');
  const { clientId, secret, record } = await addClientSecret(
    table,
    tenant.name,
    request.params.id ?? '',
    { label, days, ...idempotencyKeyOf(call) },
    replace,
  );
  call.record({ target: record.id });
  const added: AddedClientSecret = { secret: madeClientSecretView(record), clientSecret: secret };
  return createdAnswer(`${addressOf(call)}/clients/${clientId}/secrets/${record.id}`, added);
}

/** DELETE /manage/tenants/{tenant}/clients/{id}/secrets/{secretId} */
export async function deleteClientSecret({ service, tenant, request }: ManagedTenantCall): Promise<Answer> {
  const { id = '', secretId = '' } = request.params;
  await revokeClientSecret(await service.table('scimTenants'), tenant.name, id, secretId);
  return noContent;
}

/** GET /manage/tenants/{tenant}/federatedCredentials */
export async function getFederatedCredentials(call: ManagedTenantCall): Promise<Answer> {
  const uses = await usesOf(call);
  const list: FederatedCredentials = {
    federatedCredentials: call.tenant.federatedCredentials.map((credential) =>
      federatedView(credential, uses),
    ),
  };
  return jsonAnswer(200, list);
}

/** POST /manage/tenants/{tenant}/federatedCredentials */
export async function postFederatedCredential(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant } = call;
  const body = await bodyOf(call, 'FederatedCredentialAddition');
  const { label = 'federated credential', scopes = ['provisioning'], expires = 'never' } = body;
  const record = await addFederatedCredential(await service.table('scimTenants'), tenant.name, {
    label,
    entraTenantId: body.entraTenantId,
    subject: body.subject,
    audience: body.audience,
    scopes,
    expires: readExpiry(expires, new Date()),
  });
  call.record({ target: record.id });
  return createdAnswer(`${addressOf(call)}/federatedCredentials/${record.id}`, federatedView(record, unused));
}

/** DELETE /manage/tenants/{tenant}/federatedCredentials/{id} */
export async function deleteFederatedCredential(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant, request } = call;
  const id = request.params.id ?? '';
  // Clients have a path of their own, but the same use case.
  if (tenant.clients.some((client) => client.id === id)) throw federatedCredentialNotFound(id);
  await removeClient(await service.table('scimTenants'), tenant.name, id);
  return noContent;
}

/** URL of the tenant in the management API. */
function addressOf({ origin, tenant }: ManagedTenantCall): string {
  return `${origin}/manage/tenants/${tenant.name}`;
}

/**
 * The Idempotency-Key, by which a repetition replaces a credential that an earlier attempt created and nobody has
 * seen.
 */
export function idempotencyKeyOf({ request }: ManagementCall): {
  readonly idempotencyKey: string | undefined;
} {
  return { idempotencyKey: request.headers.get('idempotency-key') ?? undefined };
}

/**
 * The secret token that a body describes; by default it expires as the deployment's setting says.
 *
 * @throws ScimError 400
 */
export function tokenInput(
  { secretTokenDays }: Config,
  { label = 'secret token', scope = 'provisioning', expires }: Omit<TokenAddition, 'replace'> = {},
): TokenInput {
  const now = new Date();
  return {
    label,
    scope,
    expires: expires === undefined ? endAfter(secretTokenDays, now) : readExpiry(expires, now),
  };
}
