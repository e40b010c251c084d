import type { LogError } from '../log/entry.ts';
import type { ObjectMapping } from '../mapping/mapping.ts';
import { isSoftDeleted, labelOf, type Entry } from '../source/entry.ts';
import type { Escrow, Link } from '../state/records.ts';
import type { Dialect } from '../wire/requests.ts';
import { deprovision } from './deprovision.ts';
import { escrowAfter, isDue } from './escrow.ts';
import { EntryFailure } from './failures.ts';
import { fingerprintOf } from './fingerprint.ts';
import { mappingOf, type CycleContext } from './job.ts';
import { provision } from './provision.ts';
import { Trail, type Outcome } from './trail.ts';

/** An entry that a cycle evaluates. */
export interface Candidate {
  readonly entry: Entry;
  readonly mapping: ObjectMapping;
  readonly inScope: boolean;
  /** Whether to disable or delete it. */
  readonly leaves: boolean;
}

/** The entries that changed since the last cycle, or whose next try is due. In an initial cycle: all that it has not evaluated yet. */
export function candidates(context: CycleContext): readonly Candidate[] {
  const { directory, state, scoping, record, now } = context;
  return [...directory.users, ...directory.groups].flatMap((entry): readonly Candidate[] => {
    const mapping = mappingOf(context, entry.kind);
    if (mapping === undefined) return [];
    const scope = scoping(entry);
    const link = state.links.get(entry.objectId);
    const isNew = link?.generation !== record.generation;
    const hasChanged = link?.fingerprint !== fingerprintOf(entry, scope, record.key);
    const isRetried = link?.escrow !== undefined && isDue(link.escrow, now());
    if (!isNew && !hasChanged && !isRetried) return [];
    const { inScope } = scope;
    const leaves = !inScope && link?.targetId !== undefined && link.managed && mapping.flow.delete;
    return [{ entry, mapping, inScope, leaves }];
  });
}

/** The result for a candidate. */
export interface Evaluated {
  readonly trail: Trail;
  readonly outcome: Outcome;
  readonly link: Link;
}

/** Provisions one entry. If it fails, that is an outcome, too: the entry goes into escrow. */
export async function evaluateEntry(
  context: CycleContext,
  candidate: Candidate,
  dialect?: Dialect,
): Promise<Evaluated> {
  const { entry } = candidate;
  const { state } = context;
  const trail = Trail.ofEntry(context, entry);
  const scope = context.scoping(entry);
  trail.step('scoping', scope.inScope ? 'success' : 'skipped', scope.reason);
  const before = state.links.get(entry.objectId) ?? newLink(entry);
  const seen: Link = {
    ...before,
    label: labelOf(entry),
    fingerprint: fingerprintOf(entry, scope, context.record.key),
    generation: context.record.generation,
    staged: false,
    escrow: undefined,
  };
  try {
    return { trail, ...(await bringIntoStep(context, trail, candidate, seen, dialect)) };
  } catch (error) {
    if (!(error instanceof EntryFailure)) throw error;
    const escrow = escrowAfter(before.escrow, error.error, context.now());
    return { trail, ...failed(error.error, { ...seen, escrow }) };
  }
}

async function bringIntoStep(
  context: CycleContext,
  trail: Trail,
  { entry, mapping, inScope, leaves }: Candidate,
  link: Link,
  dialect: Dialect | undefined,
): Promise<Omit<Evaluated, 'trail'>> {
  if (inScope) {
    const { outcome, targetId, pendingReferences } = await provision(context, trail, mapping, entry, dialect);
    return { outcome, link: { ...link, targetId, pendingReferences, managed: true } };
  }
  if (!leaves || link.targetId === undefined) {
    return { outcome: { action: 'other', status: 'skipped' }, link };
  }
  const outcome = await deprovision(context, trail, mapping, entry, link.targetId);
  const targetId = outcome.action === 'delete' ? undefined : link.targetId;
  // Entra still manages an entry in the recycle bin: it may be restored or deleted.
  return { outcome, link: { ...link, targetId, pendingReferences: false, managed: isSoftDeleted(entry) } };
}

function failed(error: LogError, link: Link & { readonly escrow: Escrow }): Omit<Evaluated, 'trail'> {
  return { outcome: { action: 'other', status: 'failure', error }, link };
}

function newLink({ kind, objectId }: Entry): Link {
  return {
    ...{ kind, objectId, label: '', fingerprint: '', generation: 0, managed: true, staged: false },
    ...{ targetId: undefined, pendingReferences: false, escrow: undefined },
  };
}
