import type { FederatedCredentials } from '../../../generated/manage.js';
import { noContent, type Answer } from '../response.ts';
import { addFederatedCredential as makeFederatedCredential, removeClient } from '../../tenants/clients.ts';
import { readExpiry } from '../../tenants/expiry.ts';
import { createdAnswer, jsonAnswer } from './answers.ts';
import { bodyOf } from './body.ts';
import { addressOf, usesOf } from './credentials.ts';
import type { ManagedTenantCall } from './endpoint.ts';
import { federatedView, unused } from './views.ts';
import { federatedCredentialNotFound } from '../../tenants/credentialErrors.ts';

/** GET /manage/tenants/{tenant}/federatedCredentials */
export async function listFederatedCredentials(call: ManagedTenantCall): Promise<Answer> {
  const uses = await usesOf(call);
  const list: FederatedCredentials = {
    federatedCredentials: call.tenant.federatedCredentials.map((credential) =>
      federatedView(credential, uses),
    ),
  };
  return jsonAnswer(200, list);
}

/** POST /manage/tenants/{tenant}/federatedCredentials */
export async function addFederatedCredential(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant } = call;
  const body = await bodyOf(call, 'FederatedCredentialAddition');
  const { label = 'federated credential', scopes = ['provisioning'], expires = 'never' } = body;
  const record = await makeFederatedCredential(await service.table('scimTenants'), tenant.name, {
    label,
    entraTenantId: body.entraTenantId,
    subject: body.subject,
    audience: body.audience,
    scopes,
    expires: readExpiry(expires, new Date()),
  });
  return createdAnswer(`${addressOf(call)}/federatedCredentials/${record.id}`, federatedView(record, unused));
}

/** DELETE /manage/tenants/{tenant}/federatedCredentials/{id} */
export async function removeFederatedCredential(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant, request } = call;
  const id = request.params.id ?? '';
  // Clients are removed by the same function, and have a path of their own.
  if (tenant.clients.some((client) => client.id === id)) throw federatedCredentialNotFound(id);
  await removeClient(await service.table('scimTenants'), tenant.name, id);
  return noContent;
}
