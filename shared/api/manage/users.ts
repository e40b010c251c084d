import { readQuery } from '../listQuery.ts';
import { queryOf } from '../request.ts';
import { listBody, noContent, type Answer } from '../endpoint.ts';
import { readAnswer, answerWrite, requestContext, type WriteHandler } from '../tenantEndpoint.ts';
import { listUsers } from '../../users/listUsers.ts';
import { existingUser } from '../../users/context.ts';
import { removeUser } from '../../users/changeUser.ts';
import { checkReason } from '../../operators/auditEntry.ts';
import { bodyOf } from './input.ts';
import { jsonAnswer, requireStaying, type ManagedTenantCall } from './endpoint.ts';
import { reasonMissing } from './errors.ts';
import type { RevealedSecrets } from '../../../generated/manage.js';
import { revealSecrets } from '../../users/revealSecrets.ts';
import { methodNotAllowed } from '../../scim/errors/request.ts';
import { requestedLog } from '../provisioningLog.ts';

/** GET /manage/tenants/{tenant}/users: the list of SCIM. */
export async function getManagedUsers(call: ManagedTenantCall): Promise<Answer> {
  return jsonAnswer(200, listBody(await listUsers(call, readQuery(queryOf(call.request)))));
}

/** GET /manage/tenants/{tenant}/users/{id}: the user as SCIM has it. */
export async function getManagedUser(call: ManagedTenantCall): Promise<Answer> {
  const context = await requestContext(call);
  const { user } = await existingUser(context.partition, call.request.params.id ?? '');
  const { status, body = {} } = await readAnswer(context, user);
  return jsonAnswer(status, body);
}

/** DELETE /manage/tenants/{tenant}/users/{id} */
export async function deleteManagedUser(call: ManagedTenantCall): Promise<Answer> {
  requireStaying(call);
  return answerWrite(call, 'manageDeleteUser', removal);
}

const removal: WriteHandler = async (context, _, { request }) => {
  await removeUser(context, request.params.id ?? '', request.headers.get('if-match'));
  return noContent;
};

/**
 * GET /manage/tenants/{tenant}/users/{id}/secrets: what the print system needs. The provisioning log says who had it.
 *
 * @throws ScimError 400 for an operator or a person of the tenant, who have to say why: a link of another site also leads here
 * with their session.
 */
export async function getSecrets(call: ManagedTenantCall): Promise<Answer> {
  // It would hand nothing out, and yet the log would say that somebody was shown the secrets.
  if (call.request.method === 'HEAD') throw methodNotAllowed('HEAD', 'GET', 'POST');
  if (call.role !== undefined || call.by.kind === 'user') throw reasonMissing();
  return revealed(call);
}

/** POST /manage/tenants/{tenant}/users/{id}/secrets: the same for a person, with the reason. */
export async function postSecrets(call: ManagedTenantCall): Promise<Answer> {
  const { reason } = await bodyOf(call, 'Revealing');
  checkReason(reason);
  call.record({ reason });
  return revealed(call);
}

async function revealed(call: ManagedTenantCall): Promise<Answer> {
  requireStaying(call);
  const revealed: RevealedSecrets = { secrets: await revealSecrets(call, call.request.params.id ?? '') };
  return jsonAnswer(200, revealed);
}

/** GET /manage/tenants/{tenant}/log: the page that SCIM clients have at /scim/{tenant}/provisioningLog. */
export async function getLog(call: ManagedTenantCall): Promise<Answer> {
  return jsonAnswer(200, listBody(await requestedLog(call)));
}
