import { readQuery } from '../http/listQuery.ts';
import { queryOf } from '../http/query.ts';
import type { Answer } from '../http/response.ts';
import { notFound, requestContext, userAnswer } from '../operations/context.ts';
import { deleteWith } from '../operations/deleteUser.ts';
import { listWith } from '../operations/listUsers.ts';
import { writeRequest } from '../operations/refusals.ts';
import { readById } from '../store/readUsers.ts';
import { beingRemoved } from '../tenants/change.ts';
import { jsonAnswer } from './answers.ts';
import type { ManagedTenantCall } from './endpoint.ts';

/** GET /manage/tenants/{tenant}/users: the list of SCIM. */
export async function listUsers(call: ManagedTenantCall): Promise<Answer> {
  const { status, body = {} } = await listWith(call, readQuery(queryOf(call.request)));
  return jsonAnswer(status, body);
}

/** GET /manage/tenants/{tenant}/users/{id}: the user as SCIM has it. */
export async function getUser(call: ManagedTenantCall): Promise<Answer> {
  const context = await requestContext(call);
  const id = call.request.params.id ?? '';
  const read = await readById(context.partition, id);
  if (read === undefined) throw notFound(id);
  const { status, body = {} } = userAnswer(context, 200, read.user);
  return jsonAnswer(status, body);
}

/** DELETE /manage/tenants/{tenant}/users/{id} */
export async function deleteUser(call: ManagedTenantCall): Promise<Answer> {
  requireStaying(call);
  return writeRequest(call, 'manageDeleteUser', (context) =>
    deleteWith(context, call.request.params.id ?? '', null),
  );
}

/**
 * A tenant's own credentials end when its removal begins, the deployment's do not: what they write must not stay behind.
 *
 * @throws TenantError 409
 */
export function requireStaying({ principal: { tenant } }: ManagedTenantCall): void {
  if (tenant.removing !== undefined) throw beingRemoved(tenant);
}
