import type { JsonObject } from '../json.ts';
import { isActive, mapEntry, matchingRows, type Mapped, type ObjectMapping } from '../mapping/mapping.ts';
import { idOf, resourcesOf } from '../mapping/target.ts';
import { labelOf, type Entry } from '../source/entry.ts';
import type { Answer } from '../wire/exchange.ts';
import { redacted } from '../wire/redact.ts';
import type { Change, Dialect } from '../wire/requests.ts';
import { diff, hasUnresolved, withTargetIds } from './diff.ts';
import {
  duplicateSources,
  duplicateTargets,
  EntryFailure,
  failureOf,
  incompatible,
  invalidAnchor,
} from './failures.ts';
import type { CycleContext } from './job.ts';
import { modifiedBy, modifiedByCreate, type Outcome, type Trail } from './trail.ts';

/** The result of provisioning an entry: for the log, and to be remembered. */
export interface Provisioned {
  readonly outcome: Outcome;
  readonly targetId: string | undefined;
  readonly pendingReferences: boolean;
}

/** What each step works with. */
interface Work {
  readonly context: CycleContext;
  readonly trail: Trail;
  readonly mapping: ObjectMapping;
  readonly entry: Entry;
  readonly mapped: readonly Mapped[];
  readonly dialect: Dialect;
  /** Removes the entry's secrets from a text of the service. */
  readonly hide: (text: string) => string;
}

/**
 * Matches an entry, and creates or updates it.
 *
 * @param dialect of a PATCH. Provisioning on demand ignores the flag of the tenant URL.
 */
export async function provision(
  context: CycleContext,
  trail: Trail,
  mapping: ObjectMapping,
  entry: Entry,
  dialect: Dialect = context.clientOf(entry).dialect,
): Promise<Provisioned> {
  const mapped = mapEntry(mapping, entry, { inScope: true });
  const work = { context, trail, mapping, entry, mapped, dialect, hide: hiding(mapped) };
  const linked = context.state.links.get(entry.objectId)?.targetId;
  const resource = linked === undefined ? await match(work) : await read(work, linked);
  if (resource !== undefined) return update(work, resource);
  if (!mapping.flow.add) {
    trail.step('processing', 'skipped', 'The mapping does not create entries.');
    return { outcome: { action: 'other', status: 'skipped' }, targetId: undefined, pendingReferences: false };
  }
  return create(work);
}

function hiding(mapped: readonly Mapped[]): (text: string) => string {
  const secrets = mapped.flatMap(({ row, values }) => (row.secret ? values : []));
  return (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, redacted), text);
}

/** Reads the linked resource. */
async function read({ context, trail, entry, hide }: Work, id: string): Promise<JsonObject> {
  trail.targetId = id;
  const answer = await trail.note(context.clientOf(entry).get(entry.kind, id));
  if (answer.status === 404) {
    trail.step('matching', 'failure', `The service no longer has the linked id ${id}.`);
    throw new EntryFailure(invalidAnchor);
  }
  if (answer.status !== 200) throw failureOf(answer, hide);
  trail.step('matching', 'success', `It is linked with ${id}.`);
  return answer.body;
}

/** Looks for the entry by each matching attribute, lowest priority number first, until one matches. */
async function match(work: Work): Promise<JsonObject | undefined> {
  const { context, trail, mapping, entry, mapped, hide } = work;
  for (const row of matchingRows(mapping)) {
    const value = mapped.find((one) => one.row === row)?.values[0];
    if (value === undefined) continue;
    const { path } = row.target;
    const answer = await trail.note(context.clientOf(entry).match(entry.kind, path, value));
    if (answer.status === 404) throw incompatible(answer);
    if (answer.status !== 200) throw failureOf(answer, hide);
    const found = resourcesOf(answer.body);
    if (found.length > 1) {
      trail.step('matching', 'failure', `${found.length} entries match by ${path}.`);
      throw new EntryFailure(duplicateTargets(path, found.length));
    }
    const [resource] = found;
    if (resource !== undefined) {
      const holder = holderOf(work, idOf(resource));
      if (holder !== undefined) {
        trail.step(
          'matching',
          'failure',
          `${idOf(resource)} matches by ${path}, but another entry is linked with it.`,
        );
        throw new EntryFailure(duplicateSources(path, holder));
      }
      context.matched.set(keyOf(work, idOf(resource)), entry);
      trail.targetId = idOf(resource);
      trail.step('matching', 'success', `${idOf(resource)} matches by ${path}.`);
      return resource;
    }
  }
  trail.step('matching', 'success', 'No match: the entry is new to the service.');
  return undefined;
}

/** What another entry of the directory is called that has this id, or is about to be linked with it. */
function holderOf(work: Work, id: string): string | undefined {
  const { context, entry } = work;
  const matched = context.matched.get(keyOf(work, id));
  if (matched !== undefined && matched.objectId !== entry.objectId) return labelOf(matched);
  const links = [...context.state.links.values()];
  return links.find(
    ({ targetId, objectId, kind }) => targetId === id && kind === entry.kind && objectId !== entry.objectId,
  )?.label;
}

function keyOf({ entry }: Work, id: string): string {
  return `${entry.kind} ${id}`;
}

async function create(work: Work): Promise<Provisioned> {
  const { context, trail, entry, mapped } = work;
  const answer = await trail.note(context.clientOf(entry).create(entry.kind, mapped));
  // The answer to an earlier attempt was lost, so the conflict may be with this entry itself.
  if (answer.status === 409 && answer.repeated) {
    const resource = await match(work);
    if (resource !== undefined) return update(work, resource);
  }
  const id = idOf(answer.body);
  if (answer.status !== 201 || id === '') throw exportFailure(work, answer);
  trail.targetId = id;
  trail.step('export', 'success', `It was created as ${id}.`);
  return {
    outcome: { action: 'create', status: 'success', modified: modifiedByCreate(mapped) },
    targetId: id,
    pendingReferences: hasReferences(mapped),
  };
}

async function update(work: Work, resource: JsonObject): Promise<Provisioned> {
  const { context, trail, mapping, entry, mapped, dialect } = work;
  const { links } = context.state;
  const id = idOf(resource);
  const changes = mapping.flow.update ? diff(resource, withTargetIds(mapped, links)) : [];
  const rest = { targetId: id, pendingReferences: hasUnresolved(mapped, links) };
  if (changes.length === 0) {
    trail.step('processing', 'skipped', 'Nothing differs.');
    return { outcome: { action: 'other', status: 'skipped' }, ...rest };
  }
  const answer = await trail.note(context.clientOf(entry).patch(entry.kind, id, changes, dialect));
  if (answer.status !== 200 && answer.status !== 204) throw exportFailure(work, answer);
  trail.step('export', 'success', `Sent: ${changes.map(({ row }) => row.target.label).join(', ')}.`);
  const action = isDisabling(changes) ? 'disable' : 'update';
  return { outcome: { action, status: 'success', modified: modifiedBy(changes), dialect }, ...rest };
}

function exportFailure({ trail, hide }: Pick<Work, 'trail' | 'hide'>, answer: Answer): EntryFailure {
  const failure = failureOf(answer, hide);
  trail.step('export', 'failure', failure.message);
  return failure;
}

function isDisabling(changes: readonly Change[]): boolean {
  return changes.some(({ row, value }) => isActive(row) && value.toLowerCase() === 'false');
}

function hasReferences(mapped: readonly Mapped[]): boolean {
  return mapped.some(
    ({ row, values }) => row.type === 'reference' && row.target.path !== 'members' && values.length > 0,
  );
}
