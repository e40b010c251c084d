import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { isArray, isObject, jsonEqual, type JsonObject, type JsonValue } from '../scim/json.ts';
import type { Attribute, ResourceType } from '../schema/attributes.ts';
import type { StoredResource } from '../scim/represent.ts';
import type { Action, LogEntry } from '../store/logRow.ts';
import { storageUnavailable } from '../store/storageError.ts';
import type { UserContext } from './context.ts';

/** 32 hexadecimal digits: the name of one attempt to write, and the version that it makes. */
export function newOperationId(): string {
  return randomUUID().replaceAll('-', '');
}

/** A row of the provisioning log for a write that turns `before` into `after`. */
export function logEntry(
  { call, type }: UserContext,
  operationId: string,
  action: Action,
  user: StoredResource,
  before: JsonObject,
  after: JsonObject,
): LogEntry {
  const { externalId } = user.attributes;
  return {
    operationId,
    at: Date.now(),
    action,
    userId: user.id,
    externalId: typeof externalId === 'string' ? externalId : undefined,
    changed: changedPaths(type, before, after),
    requestId: call.requestId,
    credential: call.principal.credential,
  };
}

/** The SCIM paths of the attributes in which two resources differ; those of an extension one by one. */
export function changedPaths(type: ResourceType, before: JsonObject, after: JsonObject): readonly string[] {
  return type.attributes.flatMap((attribute) => {
    const [left, right] = [before[attribute.name], after[attribute.name]];
    if (jsonEqual(left, right)) return [];
    if (!attribute.extension) return [attribute.path];
    const [inLeft, inRight] = [isObject(left) ? left : {}, isObject(right) ? right : {}];
    return attribute.subAttributes
      .filter(({ name }) => !jsonEqual(inLeft[name], inRight[name]))
      .map(({ path }) => path);
  });
}

/** The SCIM paths of all attributes that a value holds: those that a POST, PUT or PATCH has set. */
export function pathsIn(attributes: readonly Attribute[], value: JsonObject): ReadonlySet<string> {
  return new Set(attributes.flatMap((attribute) => pathsOf(attribute, value[attribute.name])));
}

function pathsOf(attribute: Attribute, value: JsonValue | undefined): readonly string[] {
  if (value === undefined) return [];
  const objects = (isArray(value) ? value : [value]).filter(isObject);
  const inner = objects.flatMap((object) => [...pathsIn(attribute.subAttributes, object)]);
  return [attribute.path, ...inner];
}

/** Lost races against nobody beyond which the fault is in the rows. */
const maxUnexplained = 5;

/**
 * Tells a lost race from rows that contradict each other: a write that is refused again and again although the user does
 * not change would otherwise be repeated until the request's time is over.
 */
export function raceGuard(): (etag: string) => void {
  let last = '';
  let unexplained = 0;
  return (etag) => {
    unexplained = etag === last ? unexplained + 1 : 0;
    last = etag;
    if (unexplained >= maxUnexplained) throw new Error('The rows of a user contradict each other.');
  };
}

const longestPause = 400;

/**
 * Repeats `attempt` until it gives a result. It gives undefined for a lost race, which is nobody's fault: the user is
 * read again and the change made again, after a random pause that grows, until the request's time is over.
 *
 * @throws ScimError 503 when the time is over.
 */
export async function untilWritten<Result>(
  signal: AbortSignal,
  attempt: () => Promise<Result | undefined>,
): Promise<Result> {
  for (let tries = 0; !signal.aborted; tries += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
    await wait(Math.random() * Math.min(longestPause, 10 * 2 ** tries));
  }
  throw storageUnavailable(signal.reason);
}
