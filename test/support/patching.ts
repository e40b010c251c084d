import { patchOperations } from '../../shared/scim/dialect/operations.ts';
import type { JsonObject, JsonValue } from '../../shared/scim/json.ts';
import { applyPatch } from '../../shared/scim/patch.ts';
import { deepFreeze } from './freeze.ts';
import { badgeUser } from './types.ts';

/** What a PATCH of `operations` makes of `resource`, neither of which may be changed in place. */
export function patched(resource: JsonObject, ...operations: readonly JsonValue[]): JsonObject {
  const body = deepFreeze({ Operations: operations });
  return applyPatch(deepFreeze(resource), patchOperations(badgeUser, 'id-1', body));
}
