import type { BulkTarget } from '../users/bulkTargets.ts';
import type { ResourceContext } from '../users/context.ts';
import { applyGroupPatch, replaceGroup } from './changeGroup.ts';
import { createGroup } from './createGroup.ts';
import { removeGroup } from './removeGroup.ts';

/** Groups, for Bulk: a member must exist before the group. */
export function groupTarget(context: ResourceContext): BulkTarget {
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
