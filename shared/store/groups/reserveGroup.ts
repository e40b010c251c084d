import { afterLostRace, backOff } from '../backOff.ts';
import { storageUnavailable } from '../../scim/errors/service.ts';
import type { Partition } from '../partition.ts';
import { submit, unlessConflict } from '../writeRows.ts';
import { finishChange } from './finishChange.ts';
import { readGroup, type ReadGroup } from './groupRows.ts';
import { groupKey } from './keys.ts';

/**
 * How long writers wait for a reservation, by their own clocks: a process that has ended holds nobody up for longer. One
 * that takes longer has to reserve again.
 */
const maxReservedMs = 5_000;

/**
 * Reserves a group for one operation, so that a stream of other writers can't starve it: what they do moves the row on which
 * its own write depends. It may be called again.
 *
 * @returns the group, without a large change of somebody else's; undefined if there is none.
 * @throws ScimError 503 if the time is over before.
 */
export async function reserveGroup(
  partition: Partition,
  groupId: string,
  operationId: string,
): Promise<ReadGroup | undefined> {
  for (let tries = 0; !partition.signal.aborted; tries += 1) {
    if (tries > 1) await backOff(tries - 2, afterLostRace, { signal: partition.signal });
    const read = await whenFree(partition, await readGroup(partition, groupId), operationId);
    if (read === undefined || read.reserved === operationId) return read;
    // Without a condition: storage then refuses what others were about to write, and they see it when they try again.
    if (!(await mark(partition, groupId, operationId, '*'))) return undefined;
  }
  throw storageUnavailable().causedBy(partition.signal.reason);
}

/** Ends a reservation before its time, unless somebody has written since. */
export async function releaseGroup(
  partition: Partition,
  groupId: string,
  operationId: string,
): Promise<void> {
  const read = await readGroup(partition, groupId);
  if (read?.reserved === operationId) await mark(partition, groupId, '', read.etag);
}

/**
 * A group as it is when nobody else has a right to be first: a large change that is being carried out has come to its end, and
 * a reservation too, or was waited for long enough.
 *
 * @param operationId whose own reservation counts for nothing.
 */
export async function whenFree(
  partition: Partition,
  known: ReadGroup | undefined,
  operationId?: string,
): Promise<ReadGroup | undefined> {
  const began = performance.now();
  let read = known;
  for (let tries = 0; read !== undefined; tries += 1) {
    const { id } = read.group;
    read = await finishChange(partition, id, read);
    if (read?.reserved === undefined || read.reserved === operationId) break;
    if (performance.now() - began > maxReservedMs) {
      // A writer that changes nothing would leave it to the next one to wait for.
      await mark(partition, id, '', read.etag);
      return finishChange(partition, id);
    }
    await backOff(tries, afterLostRace, { signal: partition.signal });
    read = await readGroup(partition, id);
  }
  return read;
}

/** @returns false if the group is gone, or is not what the ETag says. */
function mark(partition: Partition, groupId: string, reserved: string, etag: string): Promise<boolean> {
  return unlessConflict(() =>
    submit(partition, [{ kind: 'merge', rowKey: groupKey(groupId), row: { reserved }, etag }]),
  );
}
