import { chunksOf } from '../../store/inParallel.ts';
import type { Partition } from '../../store/partition.ts';
import { nothingFound, type FsckFinding, type Inspection, type Problem } from '../../store/fsck/finding.ts';
import { inspectCopies } from '../../store/fsck/inspectCopies.ts';
import { inspectCount } from '../../store/fsck/inspectCount.ts';
import { inspectMembers } from '../../store/fsck/inspectMembers.ts';
import {
  inspectChanging,
  inspectDeparted,
  inspectIntention,
  inspectParts,
  inspectUnknown,
} from '../../store/fsck/inspectUnfinished.ts';
import { rowsOfGroups, rowsOfUsers } from '../../store/fsck/resourceRows.ts';
import type { Suspects } from '../../store/fsck/suspects.ts';
import { sweep, type Swept } from '../../store/fsck/sweep.ts';
import type { Table } from '../../store/tables.ts';
import { retryWhileUnavailable } from '../../store/backOff.ts';
import { changeTenant, deadline } from '../../tenants/change.ts';
import { readTenant } from '../../tenants/tenantStore.ts';

/** What a check has come to know. */
export type FsckStep =
  | ({ readonly kind: 'reading' } & Swept)
  /** So many suspicions of all are looked at. */
  | { readonly kind: 'looking'; readonly done: number; readonly of: number }
  | { readonly kind: 'found'; readonly finding: FsckFinding; readonly isRepaired: boolean }
  /** Users or groups that somebody writes all the time: nothing is known of them. */
  | { readonly kind: 'restless'; readonly id: string };

export interface FsckOptions {
  readonly repair: boolean;
  /** The table of tenants, if the tenant's own row is to be checked too. */
  readonly tenants?: Table | undefined;
  /** What is younger than this is taken for the work of a process that is still at it. */
  readonly unfinishedAfterMs?: number;
}

/** Maintenance runs every hour, and leaves what is younger than one. */
const defaultUnfinishedAfterMs = 3 * 3_600_000;

/** Suspicions that are looked at in parallel. */
const looksAtOnce = 8;

/** How often a repair is tried while somebody writes the same rows. */
const maxRepairs = 5;

/**
 * Reads all rows of a tenant but its log, holds them against each other, and repairs what follows from other rows. It is safe
 * beside requests: what it suspects it looks at again, as of one moment, and a repair depends on the rows being as they were
 * read.
 *
 * @param partition its signal ends the check.
 */
export async function* fsck(
  partition: Partition,
  { repair, tenants, unfinishedAfterMs = defaultUnfinishedAfterMs }: FsckOptions,
): AsyncGenerator<FsckStep> {
  const walk = sweep(partition);
  let step = await walk.next();
  let groups = 0;
  for (; step.done !== true; step = await walk.next()) {
    yield { kind: 'reading', ...step.value };
    groups = step.value.groups;
  }
  const form: readonly Look[] =
    tenants === undefined || groups === 0
      ? []
      : [{ id: partition.tenant, inspect: () => inspectForm(tenants, partition.tenant) }];
  const looks = [form, ...looksAt(partition, step.value, Date.now() - unfinishedAfterMs)];
  const of = looks.flat().length;
  let done = 0;
  /** Ids of users and groups that a repair would make whole again. */
  const lost = new Set<string>();
  for (const phase of looks) {
    for (const chunk of chunksOf(phase, looksAtOnce)) {
      const results = await Promise.all(chunk.map((look) => settle(look, repair)));
      done += chunk.length;
      for (const found of results.flat()) {
        if (found.kind === 'found' && !found.isRepaired) {
          const { problem } = found.finding;
          if (problem.kind === 'primaryMissing') lost.add(problem.id);
          if (isOf(lost, problem)) continue;
        }
        yield found;
      }
      yield { kind: 'looking', done, of };
    }
  }
}

/** Whether the memberships are only those of somebody who would be there again after a repair. */
function isOf(lost: ReadonlySet<string>, problem: Problem): boolean {
  if (problem.kind === 'memberGone') return lost.has(problem.member);
  return problem.kind === 'groupGone' && lost.has(problem.group);
}

/** A closer look at something. */
interface Look {
  readonly id: string;
  /** Undefined if somebody writes all the time. */
  readonly inspect: () => Promise<Inspection | undefined>;
}

/** One after the other: what is unfinished would look like damage, and what is damaged in users and groups comes before memberships. */
function looksAt(partition: Partition, suspects: Suspects, since: number): readonly (readonly Look[])[] {
  const each = (ids: Iterable<string>, inspect: (id: string) => Promise<Inspection | undefined>): Look[] =>
    Array.from(ids, (id) => ({ id, inspect: () => inspect(id) }));
  const { users, groups, members, sizes, changing } = suspects;
  const none: ReadonlySet<string> = new Set();
  return [
    each(suspects.departed, (id) => inspectDeparted(partition, id, since)),
    each(changing, (id) => inspectChanging(partition, id, since)),
    [...suspects.parts.values()].map((change) => ({
      id: change.group,
      inspect: () => inspectParts(partition, change, since),
    })),
    each(suspects.intentions, (key) => inspectIntention(partition, key)),
    each(users.keys(), (id) => inspectCopies(partition, rowsOfUsers, id, users.get(id) ?? none)),
    each(groups.keys(), (id) => inspectCopies(partition, rowsOfGroups, id, groups.get(id) ?? none)),
    // The size of a group that was being changed is known only now.
    each(new Set([...members.keys(), ...sizes, ...changing]), (id) =>
      inspectMembers(partition, id, members.get(id) ?? none, sizes.has(id) || changing.has(id)),
    ),
    [...suspects.counts].map((counted) => ({ id: counted, inspect: () => inspectCount(partition, counted) })),
    each(suspects.unknown, (key) => inspectUnknown(partition, key)),
  ];
}

/** What is found, and what has become of it. */
async function settle({ id, inspect }: Look, repair: boolean): Promise<readonly FsckStep[]> {
  let inspection = await retryWhileUnavailable(inspect);
  if (inspection === undefined) return [{ kind: 'restless', id }];
  const { findings } = inspection;
  for (let tries = 0; repair && tries < maxRepairs && isRepairable(inspection); tries += 1) {
    await retryWhileUnavailable(inspection.repair);
    // Whether it is repaired is seen by looking again.
    inspection = (await retryWhileUnavailable(inspect)) ?? nothingFound;
  }
  const left = new Set(inspection.findings.map(keyOf));
  const all = new Map([...findings, ...inspection.findings].map((finding) => [keyOf(finding), finding]));
  return Array.from(all, ([key, finding]) => ({ kind: 'found', finding, isRepaired: !left.has(key) }));
}

function isRepairable({ findings }: Inspection): boolean {
  return findings.some(({ repairable }) => repairable);
}

function keyOf({ problem }: FsckFinding): string {
  return JSON.stringify(problem);
}

/**
 * Whether the row of a tenant with groups says that it has any. An earlier release would write its users if not, and neither
 * maintenance nor counts would look at its groups.
 */
async function inspectForm(tenants: Table, name: string): Promise<Inspection> {
  const tenant = (await readTenant(tenants, name, deadline()))?.tenant;
  if (tenant === undefined || tenant.holdsGroups === true) return nothingFound;
  return {
    findings: [{ problem: { kind: 'formTooLow' }, repairable: true }],
    async repair() {
      await changeTenant(tenants, name, (latest) =>
        latest.holdsGroups === true ? latest : { ...latest, holdsGroups: true },
      );
      return true;
    },
  };
}
