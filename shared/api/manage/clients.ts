import type { AddedClient, AddedClientSecret, Clients } from '../../../generated/manage.js';
import { noContent, type Answer } from '../response.ts';
import {
  addClient as makeClient,
  addClientSecret as makeClientSecret,
  clientSecretDays,
  removeClient as endClient,
  revokeClientSecret as endClientSecret,
} from '../../tenants/clients.ts';
import { createdAnswer, jsonAnswer } from './answers.ts';
import { bodyOf } from './body.ts';
import { addressOf, idempotencyKeyOf, usesOf } from './credentials.ts';
import type { ManagedTenantCall } from './endpoint.ts';
import { clientView, madeClientSecretView, unused } from './views.ts';
import { clientNotFound } from '../../tenants/credentialErrors.ts';

/** GET /manage/tenants/{tenant}/clients */
export async function listClients(call: ManagedTenantCall): Promise<Answer> {
  const uses = await usesOf(call);
  const list: Clients = { clients: call.tenant.clients.map((client) => clientView(client, uses)) };
  return jsonAnswer(200, list);
}

/** POST /manage/tenants/{tenant}/clients */
export async function addClient(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant } = call;
  const {
    label = 'client',
    scopes = ['provisioning'],
    days = clientSecretDays.byDefault,
  } = await bodyOf(call, 'ClientAddition');
  const table = await service.table('scimTenants');
  const { clientId, secret, record } = await makeClient(table, tenant.name, {
    label,
    scopes,
    days,
    ...idempotencyKeyOf(call),
  });
  const client = { id: clientId, label, created: record.created, scopes, secrets: [record] };
  const added: AddedClient = { client: clientView(client, unused), clientSecret: secret };
  return createdAnswer(`${addressOf(call)}/clients/${clientId}`, added);
}

/** DELETE /manage/tenants/{tenant}/clients/{id} */
export async function removeClient({ service, tenant, request }: ManagedTenantCall): Promise<Answer> {
  const id = request.params.id ?? '';
  // Federated credentials are removed by the same function, and have a path of their own.
  if (tenant.federatedCredentials.some((credential) => credential.id === id)) throw clientNotFound(id);
  await endClient(await service.table('scimTenants'), tenant.name, id);
  return noContent;
}

/** POST /manage/tenants/{tenant}/clients/{id}/secrets */
export async function addClientSecret(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant, request } = call;
  const body = await bodyOf(call, 'ClientSecretAddition');
  const { label = 'client secret', days = clientSecretDays.byDefault, replace = 'none' } = body;
  const table = await service.table('scimTenants');
  const { clientId, secret, record } = await makeClientSecret(
    table,
    tenant.name,
    request.params.id ?? '',
    { label, days, ...idempotencyKeyOf(call) },
    replace,
  );
  const added: AddedClientSecret = { secret: madeClientSecretView(record), clientSecret: secret };
  return createdAnswer(`${addressOf(call)}/clients/${clientId}/secrets/${record.id}`, added);
}

/** DELETE /manage/tenants/{tenant}/clients/{id}/secrets/{secretId} */
export async function revokeClientSecret({ service, tenant, request }: ManagedTenantCall): Promise<Answer> {
  const { id = '', secretId = '' } = request.params;
  await endClientSecret(await service.table('scimTenants'), tenant.name, id, secretId);
  return noContent;
}
