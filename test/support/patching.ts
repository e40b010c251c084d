import * as dialect from '../../shared/scim/dialect/operations.ts';
import type { JsonObject, JsonValue } from '../../shared/scim/json.ts';
import * as engine from '../../shared/scim/patch.ts';
import * as resources from '../../shared/scim/user.ts';
import { deepFreeze } from './freeze.ts';
import { badgeUser } from './types.ts';

/** What comes of steps that are done one after the other, without a pause. */
function atOnce<Result>(steps: Generator<unknown, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The parts of a PATCH, each without a pause. */
export const patchOperations = (...given: Parameters<typeof dialect.patchOperations>) =>
  atOnce(dialect.patchOperations(...given));
export const applyPatch = (...given: Parameters<typeof engine.applyPatch>) =>
  atOnce(engine.applyPatch(...given));
export const patchedResource = (...given: Parameters<typeof resources.patchedResource>) =>
  atOnce(resources.patchedResource(...given));

/** What a PATCH of `operations` makes of `resource`, neither of which may be changed in place. */
export function patched(resource: JsonObject, ...operations: readonly JsonValue[]): JsonObject {
  const body = deepFreeze({ Operations: operations });
  return applyPatch(deepFreeze(resource), patchOperations(badgeUser, 'id-1', body));
}
