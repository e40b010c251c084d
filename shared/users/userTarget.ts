import type { BulkTarget } from './bulkTargets.ts';
import { applyUserPatch, replaceUser } from './changeUser.ts';
import type { ResourceContext } from './context.ts';
import { createUser } from './createUser.ts';
import { removeUser } from './removeUser.ts';

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
