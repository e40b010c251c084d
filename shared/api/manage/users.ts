import { readQuery } from '../listQuery.ts';
import { queryOf } from '../query.ts';
import { listAnswer, noContent, type Answer } from '../response.ts';
import { userAnswer } from '../users.ts';
import { answerWrite, requestContext, type WriteHandler } from '../tenantEndpoint.ts';
import { listUsers as findUsers } from '../../users/listUsers.ts';
import { readUser } from '../../users/readUser.ts';
import { removeUser } from '../../users/removeUser.ts';
import { beingRemoved } from '../../tenants/change.ts';
import { jsonAnswer } from './answers.ts';
import type { ManagedTenantCall } from './endpoint.ts';

/** GET /manage/tenants/{tenant}/users: the list of SCIM. */
export async function listUsers(call: ManagedTenantCall): Promise<Answer> {
  const { status, body = {} } = listAnswer(await findUsers(call, readQuery(queryOf(call.request))));
  return jsonAnswer(status, body);
}

/** GET /manage/tenants/{tenant}/users/{id}: the user as SCIM has it. */
export async function getUser(call: ManagedTenantCall): Promise<Answer> {
  const context = await requestContext(call);
  const user = await readUser(context, call.request.params.id ?? '');
  const { status, body = {} } = userAnswer(context, 200, user);
  return jsonAnswer(status, body);
}

/** DELETE /manage/tenants/{tenant}/users/{id} */
export async function deleteUser(call: ManagedTenantCall): Promise<Answer> {
  requireStaying(call);
  return answerWrite(call, 'manageDeleteUser', removal);
}

const removal: WriteHandler = async (context, _, { request }) => {
  await removeUser(context, request.params.id ?? '', null);
  return noContent;
};

/**
 * A tenant's own credentials end when its removal begins, the deployment's do not: what they write must not stay behind.
 *
 * @throws ScimError 409
 */
export function requireStaying({ tenant }: ManagedTenantCall): void {
  if (tenant.removing !== undefined) throw beingRemoved(tenant);
}
