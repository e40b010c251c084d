import { carryOutBulk, operationsTimeMs } from '../users/bulk.ts';
import { inTurn } from '../users/list/work.ts';
import { logRefusals } from '../users/refusals.ts';
import { requestContext, type WriteHandler } from './tenantEndpoint.ts';
import type { BulkTarget } from '../users/bulkTargets.ts';
import { applyUserPatch, replaceUser, createUser, removeUser } from '../users/changeUser.ts';
import type { ResourceContext } from '../users/context.ts';
import { applyGroupPatch, replaceGroup } from '../groups/changeGroup.ts';
import { createGroup } from '../groups/createGroup.ts';
import { removeGroup } from '../groups/removeGroup.ts';

/** POST /Bulk (RFC 7644 §3.7): each operation succeeds or fails by itself, and the answer is 200. */
export const bulk: WriteHandler = async (context, body, call) => {
  // From here on, and not from its turn, for which a request may wait.
  const timeIsOver = AbortSignal.timeout(operationsTimeMs);
  const targets = [userTarget(context), groupTarget(await requestContext(call, 'group'))];
  const { results, refusals } = await inTurn(call, () =>
    carryOutBulk(call, targets, body, timeIsOver, call.explain),
  );
  call.runInBackground(logRefusals(call, refusals));
  const inOrder = [...results].toSorted(([left], [right]) => left - right).map(([, result]) => result);
  return {
    status: 200,
    body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'], Operations: inOrder },
  };
};

/** Users, for Bulk. */
export function userTarget(context: ResourceContext): BulkTarget {
  return {
    context,
    kind: 'user',
    mayDangle: true,
    create: async (own, body, id) => (await createUser(own, body, id)).user,
    replace: async (own, request) => (await replaceUser(own, request)).user,
    patch: async (own, request) => (await applyUserPatch(own, request)).user,
    remove: removeUser,
  };
}

/** Groups, for Bulk: a member must exist before the group. */
function groupTarget(context: ResourceContext): BulkTarget {
  return {
    context,
    kind: 'group',
    mayDangle: false,
    create: async (own, body, id) => (await createGroup(own, body, id)).group,
    replace: async (own, request) => (await replaceGroup(own, request)).group,
    patch: async (own, request) => (await applyGroupPatch(own, request)).group,
    remove: removeGroup,
  };
}
