import { ScimError } from '../scim/error.ts';
import type { TenantContext } from './context.ts';
import { isObject, memberIgnoringCase, type JsonValue } from '../scim/json.ts';
import type { LogEntry } from '../store/logEntry.ts';
import { chunksOf } from '../store/inParallel.ts';
import { appendLogs } from '../store/logRow.ts';
import type { StoredResource } from '../scim/represent.ts';
import type { Partition } from '../store/partition.ts';
import { readGroup } from '../store/groups/groupRows.ts';
import { readById } from '../store/readUsers.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { countActivity, telemetry } from '../telemetry/recorder.ts';
import { userNameHash } from './logFilter.ts';
import { newOperationId } from './write.ts';

/** What a write is about; a whole Bulk request counts as one about users. */
export type ResourceKind = 'user' | 'group';

/** A refused write, as far as it is known. */
export interface RefusedWrite {
  /** Name of the function: `createUser`. */
  readonly operation: string;
  /** The kind of its resource. */
  readonly kind: ResourceKind;
  /** The id in its path. */
  readonly id: string | undefined;
  readonly body: JsonValue | undefined;
  readonly error: ScimError;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Refusals that answer an administrator's question why a person is not as the directory says. Missing permissions, too
 * many requests and the service's own failures are in the service's log only.
 */
const logged: ReadonlySet<number> = new Set([400, 404, 409, 411, 412, 413, 415]);

/** Refusals that are looked up and written at once. */
const atOnce = 100;

/** Time limits of a batch: to look people up, and to be written. */
const lookUpTimeoutMs = 2_000;
const writeTimeoutMs = 5_000;

export function isLogged(error: unknown): error is ScimError {
  return error instanceof ScimError && logged.has(error.status);
}

/**
 * Puts refused writes into the provisioning log of the tenant. If a batch of them can't be written, the others are.
 *
 * @throws the error of the first failed batch.
 */
export async function logRefusals(context: TenantContext, refused: readonly RefusedWrite[]): Promise<void> {
  if (refused.length === 0) return;
  const place = { table: await context.service.table('scimUsers'), tenant: context.tenant.name };
  const batches: Promise<void>[] = [];
  for (const some of chunksOf(refused, atOnce)) {
    const batch = logBatch(context, place, some);
    batches.push(batch);
    await Promise.allSettled([batch]);
  }
  await Promise.all(batches);
}

async function logBatch(
  context: TenantContext,
  place: Omit<Partition, 'signal'>,
  refused: readonly RefusedWrite[],
): Promise<void> {
  // The answer waits for the log: however long the log takes, it ends with the request's time.
  const within = (ms: number) => AbortSignal.any([context.signal, AbortSignal.timeout(ms)]);
  const looking = { ...place, signal: within(lookUpTimeoutMs) };
  const entries = await Promise.all(
    refused.map(async (write) => entryFor(context, write, await externalIdOf(looking, write))),
  );
  await appendLogs({ ...place, signal: within(writeTimeoutMs) }, entries);
  for (const { at } of entries) {
    telemetry()?.logWritten(at);
    countActivity(place.tenant, 'refused');
  }
}

function entryFor(
  { tenant, actor, requestId }: TenantContext,
  { operation, kind, id, body, error, at }: RefusedWrite,
  externalId: string | undefined,
): LogEntry {
  const { status, scimType, message: detail } = error;
  const userName = id === undefined ? sentText(body, 'userName') : undefined;
  return {
    operationId: newOperationId(),
    ...{ at, action: 'refused', externalId, changed: [], requestId },
    ...(kind === 'user' ? { userId: id } : { userId: undefined, groupId: id }),
    ...(userName === undefined ? {} : nameIn(tenant, userName)),
    credential: { id: actor.id, label: actor.label },
    refusal: { operation, status, scimType, detail },
  };
}

/** A userName is a value, often an address: the log of a tenant that wants no values has its hash. */
function nameIn({ identityProvider }: Tenant, userName: string): Pick<LogEntry, 'userName' | 'userNameHash'> {
  return identityProvider.settings.logValues ? { userName } : { userNameHash: userNameHash(userName) };
}

function sentText(body: JsonValue | undefined, name: string): string | undefined {
  const sent = isObject(body) ? memberIgnoringCase(body, name) : undefined;
  return typeof sent === 'string' && sent !== '' ? sent : undefined;
}

/** The externalId in the body, or of the stored user: administrators know people by it, and not by the service's id. */
async function externalIdOf(
  partition: Partition,
  { kind, id, body, error }: RefusedWrite,
): Promise<string | undefined> {
  const sent = sentText(body, 'externalId');
  if (sent !== undefined) return sent;
  if (id === undefined || error.status === 404) return undefined;
  const { externalId } = (error.resource ?? (await lookedUp(partition, kind, id)))?.attributes ?? {};
  return typeof externalId === 'string' ? externalId : undefined;
}

/** A refusal is worth logging even if its user can't be looked up. */
async function lookedUp(
  partition: Partition,
  kind: ResourceKind,
  id: string,
): Promise<StoredResource | undefined> {
  const reading =
    kind === 'user'
      ? readById(partition, id).then((read) => read?.user)
      : readGroup(partition, id).then((read) => read?.group);
  return reading.catch(() => undefined);
}
