import { changedPaths, newOperationId } from '../shared/users/write.ts';
import { isObject, parseJson, type JsonObject } from '../shared/scim/json.ts';
import type { StoredResource } from '../shared/scim/represent.ts';
import { createdResource, type Rules } from '../shared/scim/user.ts';
import { sealResource } from '../shared/secrets/seal.ts';
import { readPolicies } from '../shared/config/setting.ts';
import type { SealingKeys } from '../shared/config/keyRing.ts';
import type { Action, LogEntry } from '../shared/store/logEntry.ts';
import { person, type Body } from '../test/support/people.ts';
import { user as type } from '../test/support/types.ts';

/** Every hundredth person has this title: what the filtered scan looks for. */
export const rareTitle = 'Director';

/** Persons from this number on are in no population: they are made while something is measured. */
export const firstNewPerson = 500_000_000;

/** The part of a person's values that is unique; always of the same length, and so are the rows. */
export function keyOf(n: number): string {
  return `p${String(n).padStart(9, '0')}`;
}

/** The id of a person that the bench itself has put into storage. */
export function idOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** What Entra sends to create person `n`. */
export function bodyOf(n: number, more: Body = {}): string {
  return JSON.stringify(person(keyOf(n), { ...(n % 100 === 0 ? { title: rareTitle } : {}), ...more }));
}

export const rules: Rules = { type, policies: readPolicies({}) };

/** Person `n` as the service stores what `bodyOf` says. */
export async function storedPerson(
  sealing: SealingKeys,
  tenant: string,
  n: number,
  more: Body = {},
): Promise<StoredResource> {
  const body = parseJson(bodyOf(n, more));
  if (!isObject(body)) throw new Error('A person is no object.');
  const id = idOf(n);
  const attributes = await sealResource(
    sealing,
    type,
    { tenant, userId: id },
    {},
    createdResource(rules, body),
  );
  const now = new Date().toISOString();
  return { id, version: newOperationId(), created: now, lastModified: now, attributes };
}

/** What the service logs of a write that turns `before` into `user`. */
export function entryOf(
  action: Action,
  user: StoredResource,
  before: JsonObject,
  after: JsonObject,
): LogEntry {
  const { externalId } = user.attributes;
  return {
    operationId: user.version,
    at: Date.now(),
    action,
    userId: user.id,
    externalId: typeof externalId === 'string' ? externalId : undefined,
    changed: changedPaths(type, before, after),
    requestId: idOf(0),
    credential: { id: idOf(0), label: credentialLabel },
  };
}

/** The label of every secret token of a bench. */
export const credentialLabel = 'Bench';
