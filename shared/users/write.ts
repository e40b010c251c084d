import { randomUUID } from 'node:crypto';
import { ScimError } from '../scim/error.ts';
import { isArray, isObject, type JsonObject, type JsonValue, defined, jsonEqual } from '../scim/json.ts';
import { type Attribute, isSecret, type ResourceType } from '../scim/schema/attributes.ts';
import { entityTag, type StoredResource } from '../scim/represent.ts';
import { requireMatch } from '../scim/user.ts';
import { afterLostRace, backOff } from '../store/backOff.ts';
import type { Action, LogEntry, ChangedValues, ValueChange } from '../store/logEntry.ts';
import { DamagedUser } from '../store/documentRow.ts';
import { telemetry } from '../telemetry/recorder.ts';
import type { ResourceContext } from './context.ts';
import { storageUnavailable } from '../scim/errors/service.ts';

/** The result of a write. */
export interface Written {
  readonly user: StoredResource;
  /**
   * SCIM paths of the attributes that the request set: attributes with `returned: request` are in the answer only then.
   */
  readonly sent: ReadonlySet<string>;
}

/** 32 hexadecimal digits: the name of one attempt to write, and the version that it makes. */
export function newOperationId(): string {
  return randomUUID().replaceAll('-', '');
}

/** A row of the provisioning log for a write that turns `before` into `after`. */
export function logEntry(
  { call, type }: ResourceContext,
  operationId: string,
  action: Action,
  user: StoredResource,
  before: JsonObject,
  after: JsonObject,
): LogEntry {
  const externalId = textOrNone(user.attributes.externalId);
  const previous = textOrNone(before.externalId);
  const { tenant, actor } = call;
  return {
    operationId,
    at: Date.now(),
    action,
    userId: user.id,
    externalId,
    ...(previous === undefined || previous === externalId ? {} : { previousExternalId: previous }),
    changed: changedPaths(type, before, after),
    ...(tenant.identityProvider.settings.logValues ? { values: changedValues(type, before, after) } : {}),
    requestId: call.requestId,
    credential: { id: actor.id, label: actor.label },
  };
}

function textOrNone(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** An attribute in which two resources differ. */
interface AttributeChange {
  readonly attribute: Attribute;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/** The attributes in which two resources differ; those of an extension one by one. */
function changesBetween(
  attributes: readonly Attribute[],
  left: JsonObject,
  right: JsonObject,
): readonly AttributeChange[] {
  return attributes.flatMap((attribute) => {
    const [before, after] = [left[attribute.name], right[attribute.name]];
    if (jsonEqual(before, after)) return [];
    return attribute.extension
      ? changesBetween(attribute.subAttributes, objectOf(before), objectOf(after))
      : [{ attribute, before, after }];
  });
}

/** The SCIM paths of the attributes in which two resources differ; those of an extension one by one. */
export function changedPaths(type: ResourceType, before: JsonObject, after: JsonObject): readonly string[] {
  return changesBetween(type.attributes, before, after).map(({ attribute }) => attribute.path);
}

/** The old and new values of the attributes in which two resources differ, without secrets, sealed or not. */
function changedValues(type: ResourceType, before: JsonObject, after: JsonObject): ChangedValues {
  const changes = changesBetween(type.attributes, before, after).filter(
    ({ attribute }) => !isSecret(attribute),
  );
  return Object.fromEntries(
    changes.map((change): [string, ValueChange] => {
      const old = withoutSecrets(change.attribute, change.before);
      const now = withoutSecrets(change.attribute, change.after);
      return [change.attribute.path, { ...defined({ old, new: now }) }];
    }),
  );
}

/** A value without the secrets inside of it. */
function withoutSecrets(attribute: Attribute, value: JsonValue | undefined): JsonValue | undefined {
  if (isArray(value)) return value.map((element) => withoutSecrets(attribute, element) ?? null);
  if (!isObject(value)) return value;
  const members = attribute.subAttributes.flatMap((part) => {
    const kept = isSecret(part) ? undefined : withoutSecrets(part, value[part.name]);
    return kept === undefined ? [] : [[part.name, kept] as const];
  });
  return Object.fromEntries(members);
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The SCIM paths of all attributes that a value holds. */
export function pathsIn(attributes: readonly Attribute[], value: JsonObject): ReadonlySet<string> {
  return new Set(attributes.flatMap((attribute) => pathsOf(attribute, value[attribute.name])));
}

function pathsOf(attribute: Attribute, value: JsonValue | undefined): readonly string[] {
  if (value === undefined) return [];
  const objects = (isArray(value) ? value : [value]).filter(isObject);
  const inner = objects.flatMap((object) => [...pathsIn(attribute.subAttributes, object)]);
  return [attribute.path, ...inner];
}

/** Lost races without another writer, beyond which the rows must be wrong. */
const maxUnexplained = 5;

/** The same for a write that also depends on rows of other users and groups, which may have changed. */
export const maxUnexplainedWithOthers = 40;

/**
 * Tells a lost race from rows that contradict each other: a write that is refused again and again although the user does
 * not change would otherwise be repeated until the request's time is over. It throws DamagedUser then.
 *
 * @param max lost races while the row with the ETag stays as it is.
 */
export function raceGuard(max = maxUnexplained): (etag: string) => void {
  let last = '';
  let unexplained = 0;
  return (etag) => {
    unexplained = etag === last ? unexplained + 1 : 0;
    last = etag;
    if (unexplained >= max) throw new DamagedUser('The rows of a user or group contradict each other.');
  };
}

/**
 * Repeats `attempt` until it gives a result. It gives undefined for a lost race: then it is repeated after a random,
 * growing pause, until the request's time is over.
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
    telemetry()?.lostRace();
    await backOff(tries, afterLostRace, { signal });
  }
  throw storageUnavailable().causedBy(signal.reason);
}

/**
 * Does the rest of a write that has succeeded. No reader sees a difference; if storage fails, the next writer or
 * maintenance does it.
 */
export async function afterwards(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
  }
}

/** How the resource that is to be written is read. */
export interface WriteTarget<Read> {
  /** Versions of which it must still be one. */
  readonly ifMatch: string | null;
  /** @throws ScimError 404 */
  readonly read: () => Promise<Read>;
  readonly resourceOf: (read: Read) => StoredResource;
  /** Lost races while the resource stays as it is, beyond which its rows contradict each other. */
  readonly maxUnexplained?: number;
}

/**
 * Reads a resource and writes it, on condition that it is still as it was read. If another writer was faster, it is read
 * again.
 *
 * @param write gives undefined for a lost race. It is told how many were lost before.
 * @throws ScimError 404, 412; 503 when the request's time is over
 */
export function readAndWrite<Read extends { readonly etag: string }, Result>(
  { call }: ResourceContext,
  { ifMatch, read, resourceOf, maxUnexplained }: WriteTarget<Read>,
  write: (read: Read, lostRaces: number) => Promise<Result | undefined>,
): Promise<Result> {
  const lostRace = raceGuard(maxUnexplained);
  let lostRaces = 0;
  return untilWritten(call.signal, async () => {
    const found = await read();
    const resource = resourceOf(found);
    return withResource(resource, async () => {
      requireMatch(ifMatch, entityTag(resource.version));
      const result = await write(found, lostRaces);
      if (result === undefined) lostRace(found.etag);
      lostRaces += 1;
      return result;
    });
  });
}

/** Runs an operation on a resource that was read. If it is refused, the log names the resource. */
export async function withResource<Result>(
  resource: StoredResource,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ScimError) error.resource = resource;
    throw error;
  }
}
