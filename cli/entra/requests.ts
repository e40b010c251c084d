import type { Change } from './diff.ts';
import type { JsonObject } from './json.ts';
import type { Mapped } from './mapping.ts';
import { typedValue } from './mapping.ts';
import { coreUser, enterpriseUser, writeTarget } from './target.ts';

/** How a PATCH is put: what Entra does by itself, or with the flag of this name on the tenant URL. */
export type Dialect = 'default' | 'aadOptscim062020';

const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/**
 * The body of a create. The uniFLOW extension is in it but not in `schemas`, and the enterprise extension is named
 * whether it is there or not: that is what Entra does. References follow in a PATCH of their own.
 */
export function createBody(mapped: readonly Mapped[]): JsonObject {
  const start: JsonObject = { schemas: [coreUser, enterpriseUser] };
  const filled = mapped.reduce<JsonObject>((body, { entry, value }) => {
    if (entry.kind === 'reference') return body;
    if (value !== undefined) return writeTarget(body, entry.target, typedValue(entry, value));
    return entry.nullOnCreate === true ? writeTarget(body, entry.target, null) : body;
  }, start);
  return { ...filled, meta: { resourceType: 'User' }, roles: [] };
}

/** The default dialect: an operation for each attribute, capitalised, the Switch's "True" and "False" as they are. */
function defaultOperations(changes: readonly Change[]): readonly JsonObject[] {
  return changes.map(({ entry, value, kind }) => ({
    op: kind === 'add' ? 'Add' : 'Replace',
    path: entry.target.path,
    value,
  }));
}

/** What the flag gathers into one operation without path: plain attributes, in the core and in the extensions. */
function gathered({ entry }: Change): boolean {
  return entry.target.element === undefined && entry.kind !== 'boolean' && entry.kind !== 'reference';
}

function withPath({ entry, value, kind }: Change): JsonObject {
  return { op: kind, path: entry.target.path, value: typedValue(entry, value) };
}

/** Plain attributes of one kind: alone it keeps its path, several share an operation with dotted and full-URN keys. */
function plainOperations(changes: readonly Change[], op: Change['kind']): readonly JsonObject[] {
  const same = changes.filter((change) => gathered(change) && change.kind === op);
  if (same.length < 2) return same.map(withPath);
  return [{ op, value: Object.fromEntries(same.map(({ entry, value }) => [entry.target.path, value])) }];
}

/** The flag's dialect: lower case, real booleans, value paths one by one, plain attributes together. */
function flaggedOperations(changes: readonly Change[]): readonly JsonObject[] {
  return [
    ...changes.filter((change) => !gathered(change)).map(withPath),
    ...plainOperations(changes, 'add'),
    ...plainOperations(changes, 'replace'),
  ];
}

/** The body of a PATCH in either dialect. */
export function patchBody(changes: readonly Change[], dialect: Dialect): JsonObject {
  const operations = dialect === 'default' ? defaultOperations(changes) : flaggedOperations(changes);
  return { schemas: [patchOp], Operations: operations };
}
