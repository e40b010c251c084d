import { randomUUID } from 'node:crypto';
import { applyGroupPatch, replaceGroup, type WrittenGroup } from '../groups/changeGroup.ts';
import { groupContext, memberValues, existingGroup, readGroupWithMembers } from '../groups/context.ts';
import { createGroup } from '../groups/createGroup.ts';
import { removeGroup } from '../groups/removeGroup.ts';
import type { ResourceContext } from '../users/context.ts';
import { listResources, type ListEndpoint } from '../users/listUsers.ts';
import { readQuery } from './listQuery.ts';
import { queryOf } from './request.ts';
import {
  readAnswer,
  relatedAnswer,
  resourceId,
  targetOf,
  unmodified,
  writtenAnswer,
  requestContext,
  type TenantCall,
  type WriteHandler,
} from './tenantEndpoint.ts';
import { listAnswer, noContent, type Answer } from './endpoint.ts';
import { searchRequest } from './search.ts';

/** GET /Groups, and what asks for the same. */
export const groupsEndpoint: ListEndpoint = { name: 'GET /Groups', unknownNames: 'refused' };
const groupsSearch: ListEndpoint = { name: 'POST /Groups/.search', unknownNames: 'refused' };

/** Members beyond which the answer to a PATCH does not repeat them all. */
const maxAnsweredMembers = 1_000;

/** GET /Groups/{id}. Without members, as Entra asks, it is one storage call; with them one for each thousand. */
export async function getGroup(call: TenantCall): Promise<Answer> {
  const context = await requestContext(call, 'group');
  const id = resourceId(call);
  // If the client has the group already, its members are not needed.
  if (context.answerNeeds === 'none' || call.request.headers.has('if-none-match')) {
    const group = await existingGroup(context, id);
    return unmodified(call, context, group) ?? readAnswer(context, group);
  }
  return relatedAnswer(context, 200, await readGroupWithMembers(context, id));
}

/** GET /Groups: what nothing matches is an empty list, which Entra's Test Connection asks for. */
export async function listGroups(call: TenantCall): Promise<Answer> {
  const query = readQuery(queryOf(call.request));
  return listAnswer(await listResources(await groupContext(call, query), query, groupsEndpoint));
}

/** POST /Groups/.search (RFC 7644 §3.4.3) */
export async function searchGroups(call: TenantCall): Promise<Answer> {
  const query = await searchRequest(call);
  return listAnswer(await listResources(await groupContext(call, query), query, groupsSearch));
}

/** POST /Groups (RFC 7644 §3.3). */
export const postGroup: WriteHandler = async (context, body) =>
  answerOf(context, 201, await createGroup(context, body, randomUUID()));

/** PUT /Groups/{id} (RFC 7644 §3.5.1). */
export const putGroup: WriteHandler = async (context, body, call) =>
  answerOf(context, 200, await replaceGroup(context, { ...targetOf(call), body }));

/** PATCH /Groups/{id} (RFC 7644 §3.5.2): 200 with the group, or 204 if it would have to repeat very many members. */
export const patchGroup: WriteHandler = async (context, body, call) => {
  const withMembers = context.answerNeeds !== 'none';
  const target = { ...targetOf(call), body };
  const written = await applyGroupPatch(context, target, withMembers ? maxAnsweredMembers : 0);
  if (withMembers && written.group.size > maxAnsweredMembers) return noContent;
  return answerOf(context, 200, written);
};

/** A group as the answer to a write, with the members that are known already. */
function answerOf(
  context: ResourceContext,
  status: number,
  { group, sent, members }: WrittenGroup,
): Answer | Promise<Answer> {
  if (members === undefined || context.answerNeeds === 'none')
    return writtenAnswer(context, status, group, sent);
  const values = memberValues(members, context.call.baseUrl);
  return relatedAnswer(context, status, { stored: group, values }, sent);
}

/** DELETE /Groups/{id} (RFC 7644 §3.6). */
export const deleteGroup: WriteHandler = async (context, _, call) => {
  const { id, ifMatch } = targetOf(call);
  await removeGroup(context, id, ifMatch);
  return noContent;
};
