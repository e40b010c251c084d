import { groupContext, readGroupWithMembers } from '../../groups/context.ts';
import { removeGroup } from '../../groups/removeGroup.ts';
import { listResources } from '../../users/listUsers.ts';
import { listBody, noContent, type Answer } from '../endpoint.ts';
import { groupsEndpoint } from '../groups.ts';
import { readQuery } from '../listQuery.ts';
import { queryOf } from '../request.ts';
import { answerWrite, relatedAnswer, requestContext, type WriteHandler } from '../tenantEndpoint.ts';
import { jsonAnswer, requireStaying, type ManagedTenantCall } from './endpoint.ts';

/** GET /manage/tenants/{tenant}/groups: the list of SCIM. */
export async function getManagedGroups(call: ManagedTenantCall): Promise<Answer> {
  const query = readQuery(queryOf(call.request));
  const page = await listResources(await groupContext(call, query), query, groupsEndpoint);
  return jsonAnswer(200, listBody(page));
}

/** GET /manage/tenants/{tenant}/groups/{id}: the group as SCIM has it. */
export async function getManagedGroup(call: ManagedTenantCall): Promise<Answer> {
  const context = await requestContext(call, 'group');
  const group = await readGroupWithMembers(context, call.request.params.id ?? '');
  const { status, body = {} } = relatedAnswer(context, 200, group);
  return jsonAnswer(status, body);
}

/** DELETE /manage/tenants/{tenant}/groups/{id} */
export async function deleteManagedGroup(call: ManagedTenantCall): Promise<Answer> {
  requireStaying(call);
  return answerWrite(call, 'manageDeleteGroup', removal, 'group');
}

const removal: WriteHandler = async (context, _, { request }) => {
  await removeGroup(context, request.params.id ?? '', request.headers.get('if-match'));
  return noContent;
};
