import { afterLostRace, backOff } from '../backOff.ts';
import { inParallel } from '../inParallel.ts';
import { readRow, type Partition } from '../partition.ts';
import { storageUnavailable } from '../../scim/errors/service.ts';
import { submit, unlessConflict, type RowChange } from '../writeRows.ts';
import { readGroup, type ReadGroup } from './groupRows.ts';
import { intendedKey } from './keys.ts';
import { callsAtOnce, isFirstPart, readParts, type Intention, type Part } from './largeChange.ts';
import { joinChanges, leaveChanges } from './member.ts';
import { groupChanges } from './writeGroup.ts';

/**
 * Carries out the rest of a group's large change, which any process may have begun. Several may do so at a time: a part
 * and the deletion of its row are one transaction, so each happens once.
 *
 * @returns the group without a large change; undefined if there is none.
 * @throws ScimError 503 if the time is over before.
 */
export async function finishChange(
  partition: Partition,
  groupId: string,
  known?: ReadGroup,
): Promise<ReadGroup | undefined> {
  let read = known ?? (await readGroup(partition, groupId));
  for (let tries = 0; !partition.signal.aborted; tries += 1) {
    if (read?.group.pending === undefined) return read;
    if (tries > 0) await backOff(tries, afterLostRace, { signal: partition.signal });
    await goOn(partition, read, read.group.pending);
    read = await readGroup(partition, groupId);
  }
  throw storageUnavailable().causedBy(partition.signal.reason);
}

async function goOn(partition: Partition, read: ReadGroup, operationId: string): Promise<void> {
  const { id } = read.group;
  const parts = await readParts(partition, id, operationId);
  const others = parts.filter((part) => !isFirstPart(part));
  await inParallel(fromAnywhere(others), callsAtOnce, (part) =>
    carryOut(partition, id, operationId, part, []),
  );
  const first = parts.find(isFirstPart);
  // Some of the others may have been left by a conflict.
  if (others.length > 0 && (await readParts(partition, id, operationId)).length > 1) return;
  const { pending, ...settled } = read.group;
  const last = groupChanges(read, settled);
  if (first !== undefined) await carryOut(partition, id, operationId, first, last);
  else if (others.length === 0) await unlessConflict(() => submit(partition, last));
}

/** The same in a circle: of several that are at it, each begins at a place of its own. */
function fromAnywhere<Item>(items: readonly Item[]): readonly Item[] {
  const start = Math.floor(Math.random() * items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}

/** @param last changes that go with it. */
async function carryOut(
  partition: Partition,
  groupId: string,
  operationId: string,
  { rowKey, intentions }: Part,
  last: readonly RowChange[],
): Promise<void> {
  const done: RowChange = { kind: 'delete', rowKey };
  const changes = intentions.flatMap((intention) => changesFor(groupId, operationId, intention));
  if (await unlessConflict(() => submit(partition, [done, ...last, ...changes]))) return;
  if ((await readRow(partition, rowKey)) === undefined) return;
  // The part is still to be done, but a row is not as the change expects: the rows are written unconditionally.
  const possible = await Promise.all(changes.map((change) => ifPossible(partition, change)));
  await unlessConflict(() => submit(partition, [done, ...last, ...possible.flat()]));
}

function changesFor(groupId: string, operationId: string, intention: Intention): readonly RowChange[] {
  const { id, joins } = intention;
  return [
    ...(joins ? joinChanges(groupId, intention) : leaveChanges(groupId, id)),
    { kind: 'delete', rowKey: intendedKey(id, groupId, operationId) },
  ];
}

async function ifPossible(partition: Partition, change: RowChange): Promise<readonly RowChange[]> {
  if (change.kind === 'create') return [{ ...change, kind: 'upsert' }];
  if (change.kind !== 'delete') return [change];
  return (await readRow(partition, change.rowKey)) === undefined ? [] : [change];
}
