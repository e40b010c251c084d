import { afterLostRace, backOff } from '../backOff.ts';
import { membershipMark } from '../documentRow.ts';
import { batchesWithin, inParallel } from '../inParallel.ts';
import { idKey } from '../keys.ts';
import type { Partition } from '../partition.ts';
import type { RowChange } from '../writeRows.ts';
import { groupKey, intendedKey } from './keys.ts';
import { callsAtOnce, isIntended, readsAtOnce } from './largeChange.ts';
import {
  isThere,
  readCandidate,
  touched,
  type Candidate,
  type Member,
  type MembershipChange,
} from './member.ts';
import { roomInStep, submitDuring, type PlanStep } from './planStep.ts';

/** The preparation of one member for a large change. */
interface Preparation {
  readonly member: Member;
  /** As it was read; undefined if it is to be removed. */
  readonly candidate: Candidate | undefined;
  readonly changes: readonly RowChange[];
}

/** Attempts of a batch while its members change. */
const maxTries = 5;

/**
 * Writes a row for each member of a large change: that it is to join or to leave.
 *
 * @returns false if a member is gone, or the step is over.
 */
export async function prepareMembers(
  partition: Partition,
  step: PlanStep,
  { added, removed }: MembershipChange,
): Promise<boolean> {
  const preparations = [
    ...added.map((candidate) => joining(step, candidate)),
    ...removed.map((member) => leaving(step, member)),
  ];
  const batches = batchesWithin(preparations, roomInStep, ({ changes }) => changes.length);
  let isDone = true;
  await inParallel(batches, callsAtOnce, async (batch) => {
    // After a failure the others are not worth a call.
    if (isDone && !(await write(partition, step, batch))) isDone = false;
  });
  return isDone;
}

function joining(step: PlanStep, candidate: Candidate): Preparation {
  const intended = intention(step, candidate, true);
  const changes = candidate.id === step.group ? [intended] : [intended, ...touched(candidate)];
  return { member: candidate, candidate, changes };
}

function leaving(step: PlanStep, member: Member): Preparation {
  const { id, type } = member;
  const intended = intention(step, member, false);
  const rowKey = type === 'User' ? idKey(id) : groupKey(id);
  const touch: RowChange = { kind: 'merge', rowKey, row: membershipMark, etag: '*' };
  return { member, candidate: undefined, changes: id === step.group ? [intended] : [intended, touch] };
}

function intention({ group, operation }: PlanStep, { id }: Member, joins: boolean): RowChange {
  return {
    kind: 'create',
    rowKey: intendedKey(id, group, operation),
    row: { member: id, group, operation, joins },
  };
}

/** @returns false if a member is gone, the step is over, or others change the members all the time. */
async function write(partition: Partition, step: PlanStep, batch: readonly Preparation[]): Promise<boolean> {
  let latest = batch;
  for (let tries = 0; tries < maxTries; tries += 1) {
    const changes = latest.flatMap((each) => each.changes);
    // Members who have more rows than before may not fit any more.
    if (changes.length > roomInStep) return false;
    const result = await submitDuring(partition, step, changes);
    if (result !== 'conflict') return result === 'written';
    // Its own earlier success, whose answer was lost.
    const [one] = latest;
    if (one !== undefined && (await isIntended(partition, step.group, step.operation, one.member.id)))
      return true;
    await backOff(tries, afterLostRace, { signal: partition.signal });
    const again = await inParallel(latest, readsAtOnce, (each) => readAgain(partition, step, each));
    latest = again.filter((each) => each !== undefined);
    if (latest.length < batch.length) return false;
  }
  return false;
}

async function readAgain(
  partition: Partition,
  step: PlanStep,
  preparation: Preparation,
): Promise<Preparation | undefined> {
  const { member, candidate } = preparation;
  if (candidate === undefined) return (await isThere(partition, member)) ? preparation : undefined;
  const read = await readCandidate(partition, member.id, member.type);
  return read === undefined ? undefined : joining(step, read);
}
