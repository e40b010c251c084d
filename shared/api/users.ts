import { randomUUID } from 'node:crypto';
import { applyUserPatch, replaceUser, createUser, removeUser } from '../users/changeUser.ts';
import { listUsers, type ListEndpoint } from '../users/listUsers.ts';
import { existingUser } from '../users/context.ts';
import { readQuery } from './listQuery.ts';
import { queryOf } from './request.ts';
import {
  readAnswer,
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

const usersSearch: ListEndpoint = { name: 'POST /Users/.search', unknownNames: 'refused' };

/** GET /Users/{id} (RFC 7644 §3.4.1). */
export async function getUser(call: TenantCall): Promise<Answer> {
  const context = await requestContext(call);
  const { user } = await existingUser(context.partition, resourceId(call));
  return unmodified(call, context, user) ?? readAnswer(context, user);
}

/** GET /Users (RFC 7644 §3.4.2). What nothing matches is 200 with an empty list: a 404 would quarantine Entra's job. */
export async function getUsers(call: TenantCall): Promise<Answer> {
  return listAnswer(await listUsers(call, readQuery(queryOf(call.request))));
}

/** POST /Users/.search (RFC 7644 §3.4.3): the same list, asked for in a body, which no proxy logs. */
export async function searchUsers(call: TenantCall): Promise<Answer> {
  return listAnswer(await listUsers(call, await searchRequest(call), usersSearch));
}

/** POST /Users (RFC 7644 §3.3). */
export const postUser: WriteHandler = async (context, body) => {
  const { user, sent } = await createUser(context, body, randomUUID());
  return writtenAnswer(context, 201, user, sent);
};

/** PUT /Users/{id} (RFC 7644 §3.5.1). */
export const putUser: WriteHandler = async (context, body, call) => {
  const { user, sent } = await replaceUser(context, { ...targetOf(call), body });
  return writtenAnswer(context, 200, user, sent);
};

/** PATCH /Users/{id} (RFC 7644 §3.5.2): 200 with the full resource, which Entra wants. */
export const patchUser: WriteHandler = async (context, body, call) => {
  const { user, sent } = await applyUserPatch(context, { ...targetOf(call), body });
  return writtenAnswer(context, 200, user, sent);
};

/** DELETE /Users/{id} (RFC 7644 §3.6). */
export const deleteUser: WriteHandler = async (context, _, call) => {
  const { id, ifMatch } = targetOf(call);
  await removeUser(context, id, ifMatch);
  return noContent;
};
