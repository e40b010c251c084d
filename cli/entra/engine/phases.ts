import type { Entry } from '../source/entry.ts';
import type { Link } from '../state/records.ts';
import { remove } from './deprovision.ts';
import { escrowAfter, isDue } from './escrow.ts';
import { candidates, evaluateEntry, type Candidate } from './evaluate.ts';
import { EntryFailure } from './failures.ts';
import { mappingOf, type CycleContext } from './job.ts';
import { eachAtOnce } from './parallel.ts';
import { memberChange, sendMembers, sendReferences } from './references.ts';
import type { Tally } from './tally.ts';
import { Trail, type Outcome } from './trail.ts';

/** Links whose entries the directory no longer has. */
function goneLinks({ directory, state }: CycleContext): readonly Link[] {
  const here = new Set([...directory.users, ...directory.groups].map(({ objectId }) => objectId));
  return [...state.links.values()].filter(({ objectId }) => !here.has(objectId));
}

/**
 * Creates and updates people, then groups, then disables entries that left the scope.
 *
 * @returns the number of disables and deletions that are held back because they are too many.
 */
export async function usersAndGroups(context: CycleContext, tally: Tally): Promise<number> {
  const all = candidates(context);
  const leaving = all.filter(({ leaves }) => leaves);
  const gone = goneLinks(context).filter((link) => isDeleted(context, link));
  const areHeldBack = !context.allowDeletions && leaving.length + gone.length > context.limits.deletions;
  const staying = all.filter(({ leaves }) => !leaves);
  await evaluateAll(
    context,
    tally,
    'Users',
    staying.filter(({ entry }) => entry.kind === 'user'),
  );
  await evaluateAll(
    context,
    tally,
    'Groups',
    staying.filter(({ entry }) => entry.kind === 'group'),
  );
  if (!areHeldBack) {
    await evaluateAll(context, tally, 'Disables', leaving);
    return 0;
  }
  for (const { entry } of leaving) stage(context, Trail.ofEntry(context, entry), entry.objectId);
  for (const link of gone) stage(context, Trail.ofLink(context, link), link.objectId);
  return leaving.length + gone.length;
}

function isDeleted(context: CycleContext, { kind, targetId, managed }: Link): boolean {
  return targetId !== undefined && managed && mappingOf(context, kind)?.flow.delete === true;
}

/** Logs once that a deletion waits for a person's decision. */
function stage({ state, log }: CycleContext, trail: Trail, objectId: string): void {
  const link = state.links.get(objectId);
  if (link === undefined || link.staged) return;
  trail.targetId = link.targetId;
  trail.step(
    'processing',
    'skipped',
    'The cycle has too many disables and deletions, so this one is held back.',
  );
  log(trail.end({ action: 'stageddelete', status: 'skipped' }));
  state.setLink({ ...link, staged: true });
}

async function evaluateAll(
  context: CycleContext,
  tally: Tally,
  phase: string,
  all: readonly Candidate[],
): Promise<void> {
  let done = 0;
  context.progress({ phase, done, total: all.length });
  await eachAtOnce(all, context.parallel, async (candidate) => {
    const { trail, outcome, link } = await evaluateEntry(context, candidate);
    context.log(trail.end(outcome));
    context.state.setLink(link);
    done += 1;
    context.progress({ phase, done, total: all.length });
    tally.count(outcome.status === 'failure');
  });
}

/** Sends managers and members. All entries have their ids by now. */
export async function referencePhase(context: CycleContext, tally: Tally): Promise<void> {
  const { directory, state, scoping } = context;
  const people = directory.users.filter(
    (entry) => state.links.get(entry.objectId)?.pendingReferences === true && scoping(entry).inScope,
  );
  await sendAll(context, tally, 'References', people, (entry, trail, id) => {
    const mapping = mappingOf(context, entry.kind);
    if (mapping === undefined) return Promise.resolve({ action: 'other', status: 'skipped' });
    return sendReferences(context, trail, mapping, entry, id);
  });
  if (mappingOf(context, 'group') === undefined) return;
  const groups = directory.groups.filter(
    (group) =>
      state.links.get(group.objectId)?.targetId !== undefined &&
      !waits(context, group) &&
      scoping(group).inScope &&
      memberChange(context, group) !== undefined,
  );
  await sendAll(context, tally, 'Members', groups, (group, trail, id) =>
    sendMembers(context, trail, group, id),
  );
}

/** Whether a group failed in an earlier cycle and its next try is not yet due. */
function waits({ state, now, cycle }: CycleContext, { objectId }: Entry): boolean {
  const escrow = state.links.get(objectId)?.escrow;
  if (escrow === undefined || isDue(escrow, now())) return false;
  return cycle === 'onDemand' || escrow.firstFailure < cycle.started;
}

async function sendAll(
  context: CycleContext,
  tally: Tally,
  phase: string,
  entries: readonly Entry[],
  send: (entry: Entry, trail: Trail, id: string) => Promise<Outcome>,
): Promise<void> {
  let done = 0;
  context.progress({ phase, done, total: entries.length });
  await eachAtOnce(entries, context.parallel, async (entry) => {
    const link = context.state.links.get(entry.objectId);
    if (link?.targetId === undefined) return;
    const trail = Trail.ofEntry(context, entry);
    const { outcome, escrow } = await attempt(context, link, () => send(entry, trail, link.targetId ?? ''));
    context.log(trail.end(outcome));
    context.state.setLink({ ...link, pendingReferences: false, escrow });
    done += 1;
    context.progress({ phase, done, total: entries.length });
    tally.countReference(outcome.status === 'failure');
  });
}

/** Runs a step. Its failure is an outcome, too, and puts the entry into escrow. */
async function attempt(
  { now }: CycleContext,
  link: Link,
  run: () => Promise<Outcome>,
): Promise<{ readonly outcome: Outcome; readonly escrow: Link['escrow'] }> {
  try {
    return { outcome: await run(), escrow: link.escrow };
  } catch (error) {
    if (!(error instanceof EntryFailure)) throw error;
    return {
      outcome: { action: 'other', status: 'failure', error: error.error },
      escrow: escrowAfter(link.escrow, error.error, now()),
    };
  }
}

/** Deletes the entries that the directory no longer has. */
export async function deletePhase(context: CycleContext, tally: Tally): Promise<void> {
  const { state, now } = context;
  const gone = goneLinks(context);
  const due = gone.filter(
    (link) => isDeleted(context, link) && (link.escrow === undefined || isDue(link.escrow, now())),
  );
  // Nothing to delete: the service never had the entry, the job no longer manages it, or the mapping deletes nothing.
  for (const link of gone) if (!isDeleted(context, link)) state.dropLink(link.objectId);
  let done = 0;
  context.progress({ phase: 'Deletions', done, total: due.length });
  await eachAtOnce(due, context.parallel, async (link) => {
    const trail = Trail.ofLink(context, link);
    const { outcome, escrow } = await attempt(context, link, () =>
      remove(context, trail, link, link.targetId ?? ''),
    );
    context.log(trail.end(outcome));
    if (outcome.status === 'failure') state.setLink({ ...link, escrow });
    else forget(context, link);
    done += 1;
    context.progress({ phase: 'Deletions', done, total: due.length });
    tally.count(outcome.status === 'failure');
  });
}

/** Forgets a deleted entry, and its memberships: the service ends those by itself. */
function forget({ state }: CycleContext, { objectId, targetId = '' }: Link): void {
  for (const [group, sent] of state.members)
    if (sent.has(targetId)) state.changeMembers(group, [], [targetId]);
  state.dropLink(objectId);
}
