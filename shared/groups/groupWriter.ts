import { ScimError } from '../scim/error.ts';
import { finishChange } from '../store/groups/finishChange.ts';
import type { ReadGroup, StoredGroup } from '../store/groups/groupRows.ts';
import { noChange, type Candidate, type MembershipChange } from '../store/groups/member.ts';
import {
  adjustChange,
  commitOf,
  discardChange,
  prepareChange,
  type PreparedChange,
} from '../store/groups/prepareChange.ts';
import { releaseGroup, reserveGroup } from '../store/groups/reserveGroup.ts';
import { fitsTransaction, writeGroup } from '../store/groups/writeGroup.ts';
import { type LogEntry, changedMembers, type Action } from '../store/logEntry.ts';
import type { Partition } from '../store/partition.ts';
import type { WriteResult } from '../store/logRow.ts';
import { afterwards, newOperationId, logEntry } from '../users/write.ts';
import type { JsonObject } from '../scim/json.ts';
import type { ResourceContext } from '../users/context.ts';

/** Attempts after which a writer that others are always quicker than reserves the group. */
const patientAttempts = 6;

/**
 * The attempts of one request to write a group and a change of its members, so that nobody sees half of it. What does not fit
 * into one transaction is prepared where nobody looks, committed with the group's row, and carried out afterwards. If others
 * change the group meanwhile, what is prepared serves the next attempt, for which the group is reserved.
 */
export class GroupWriter {
  readonly #partition: Partition;
  readonly #id: string;
  #attempts = 0;
  #prepared: PreparedChange | undefined;
  #reservation: string | undefined;

  constructor(partition: Partition, id: string) {
    this.#partition = partition;
    this.#id = id;
  }

  /** The version that the next attempt makes: the operation for which members are prepared already. */
  nextVersion(): string {
    return this.#prepared?.step.operation ?? newOperationId();
  }

  /** Those whom the last attempt was to add, as they were read for it. */
  get candidates(): ReadonlyMap<string, Candidate> | undefined {
    return this.#prepared && new Map(this.#prepared.change.added.map((each) => [each.id, each]));
  }

  /** Begins another attempt. @returns whether it is to be made with the group reserved. */
  begin(): boolean {
    this.#attempts += 1;
    return this.#prepared !== undefined || this.#attempts > patientAttempts;
  }

  /** @returns undefined if the group is gone. */
  reserve(): Promise<ReadGroup | undefined> {
    this.#reservation ??= newOperationId();
    return reserveGroup(this.#partition, this.#id, this.#reservation);
  }

  /**
   * @param old undefined of a new group.
   * @param entry has the version of the group for its operation.
   * @throws ScimError 409 `uniqueness`
   */
  async write(
    old: ReadGroup | undefined,
    group: StoredGroup,
    entry: LogEntry,
    change: MembershipChange,
  ): Promise<WriteResult> {
    // Preparing members has changed their rows, so that what is prepared can only be committed.
    const isSmall = this.#prepared === undefined && fitsTransaction(old, group, change);
    const result = isSmall
      ? await writeGroup(this.#partition, old, group, entry, change)
      : await this.#writeLarge(old, group, entry, change);
    // The write has ended the reservation.
    if (result === 'written') this.#reservation = undefined;
    return result;
  }

  async #writeLarge(
    old: ReadGroup | undefined,
    group: StoredGroup,
    entry: LogEntry,
    change: MembershipChange,
  ): Promise<WriteResult> {
    const prepared = await this.#prepare(entry.operationId, change);
    if (prepared === undefined) return 'stale';
    const pending = { ...group, pending: prepared.step.operation };
    // Until it is known that it was not committed, nothing may be taken back.
    this.#prepared = undefined;
    try {
      const result = await writeGroup(this.#partition, old, pending, entry, noChange, commitOf(prepared));
      if (result === 'written') await afterwards(() => finishChange(this.#partition, this.#id));
      else this.#prepared = prepared;
      return result;
    } catch (error) {
      if (error instanceof ScimError && error.status === 409) this.#prepared = prepared;
      throw error;
    }
  }

  /** Undefined if a member is gone, or the preparation is over: what is not committed goes, and the next attempt begins anew. */
  async #prepare(operationId: string, change: MembershipChange): Promise<PreparedChange | undefined> {
    const before = this.#prepared;
    // If storage fails, the rows may or may not exist: maintenance finds them.
    this.#prepared = undefined;
    const prepared =
      before === undefined
        ? await prepareChange(this.#partition, this.#id, operationId, change)
        : await adjustChange(this.#partition, before, change);
    if (prepared !== undefined) return prepared;
    for (const part of before === undefined ? [change] : [change, before.change])
      await this.#discard(operationId, part);
    await this.#release();
    return undefined;
  }

  /** Ends the attempts, and takes back what was prepared and not committed. */
  async end(): Promise<void> {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    if (prepared !== undefined) await this.#discard(prepared.step.operation, prepared.change);
    await this.#release();
  }

  #discard(operationId: string, change: MembershipChange): Promise<void> {
    return afterwards(() => discardChange(this.#partition, this.#id, operationId, change));
  }

  async #release(): Promise<void> {
    const reservation = this.#reservation;
    this.#reservation = undefined;
    if (reservation !== undefined)
      await afterwards(() => releaseGroup(this.#partition, this.#id, reservation));
  }
}

/** A row of the provisioning log for a write of a group. */
export function groupLogEntry(
  context: ResourceContext,
  operationId: string,
  action: Action,
  group: StoredGroup,
  before: JsonObject,
  { added, removed }: MembershipChange = noChange,
): LogEntry {
  const after = action === 'delete' ? before : group.attributes;
  const logged = logEntry(context, operationId, action, group, before, after);
  const entry = { ...logged, userId: undefined, groupId: group.id };
  if (added.length + removed.length === 0) return entry;
  return {
    ...entry,
    changed: [...entry.changed, 'members'],
    members: changedMembers(
      added.map(({ id }) => id),
      removed.map(({ id }) => id),
    ),
  };
}
