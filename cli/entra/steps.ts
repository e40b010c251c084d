import type { ScimClient } from './client.ts';
import { explain, usersOf } from './client.ts';
import type { Change } from './diff.ts';
import { diff } from './diff.ts';
import { objectOr, stringOr } from './json.ts';
import type { LogEntry } from './log.ts';
import { namesOf } from './log.ts';
import { mapPerson } from './mapping.ts';
import type { Person } from './person.ts';
import { secretsOf } from './person.ts';
import type { Answer } from './wire.ts';

/** What a step is about: who asks, for whom, in which cycle, knowing which links. */
export interface Step {
  readonly cycle: LogEntry['cycle'];
  readonly client: ScimClient;
  readonly person: Person;
  readonly links: ReadonlyMap<string, string>;
}

type Outcome = Pick<LogEntry, 'action'> & Partial<Pick<LogEntry, 'changed' | 'detail' | 'dialect'>>;

function entry({ cycle, person }: Step, answers: readonly Answer[], outcome: Outcome): LogEntry {
  const status = answers.at(-1)?.status;
  return {
    cycle,
    person: person.displayName,
    changed: [],
    detail: '',
    ...outcome,
    ...(status !== undefined && { status }),
    milliseconds: answers.reduce((sum, answer) => sum + answer.milliseconds, 0),
  };
}

function refused(step: Step, answers: readonly Answer[], reason?: string): LogEntry {
  const last = answers.at(-1);
  const detail = reason ?? (last ? explain(last, secretsOf([step.person])) : '');
  return entry(step, answers, { action: 'refused', detail });
}

/** Matches a person by externalId and creates whom nobody matches. The id is the link for all later requests. */
export async function matchOrCreate(step: Step): Promise<{ log: LogEntry; id?: string }> {
  const { client, person } = step;
  const match = await client.match(person.objectId);
  if (match.status !== 200) return { log: refused(step, [match]) };
  const [found, ...others] = usersOf(match);
  if (others.length > 0)
    return { log: refused(step, [match], 'DuplicateTargetEntries: several users match') };
  if (found !== undefined) {
    const id = stringOr(found.id);
    return { log: await update(step, id), id };
  }
  // References are sent when everybody has an id; until then nobody has a manager.
  const mapped = mapPerson(person, new Map());
  const created = await client.create(mapped);
  const id = stringOr(created.body.id);
  if (created.status !== 201 || id === '') return { log: refused(step, [match, created]) };
  const changed = namesOf(mapped.filter(({ value }) => value !== undefined));
  const detail = person.accountEnabled ? '' : 'not active';
  return { log: entry(step, [match, created], { action: 'create', changed, detail }), id };
}

function version(answer: Answer): unknown {
  return objectOr(answer.body.meta).version;
}

/** Says so where a PATCH of nothing but unreadable values left the version as it was: they were unchanged. */
function unchanged(changes: readonly Change[], before: Answer, after: Answer): string {
  const onlySecrets = changes.every(({ entry }) => entry.kind === 'secret');
  return onlySecrets && version(after) !== undefined && version(before) === version(after) ? 'no change' : '';
}

function isDisabling(changes: readonly Change[]): boolean {
  return changes.some(({ entry, value }) => entry.kind === 'boolean' && value === 'False');
}

/** Reads a linked user and sends what differs, and only that. */
export async function update(step: Step, id: string): Promise<LogEntry> {
  const { client, person, links } = step;
  const before = await client.get(id);
  if (before.status === 404) return refused(step, [before], 'InvalidAnchor: the linked user is gone');
  if (before.status !== 200) return refused(step, [before]);
  const changes = diff(before.body, mapPerson(person, links));
  if (changes.length === 0) return entry(step, [before], { action: 'skip', detail: 'nothing differs' });
  const after = await client.patch(id, changes);
  if (after.status !== 200) return refused(step, [before, after]);
  return entry(step, [before, after], {
    action: isDisabling(changes) ? 'disable' : 'update',
    changed: namesOf(changes),
    dialect: client.dialect,
    detail: unchanged(changes, before, after),
  });
}

/** Sends a person's references, now that everybody they may name has an id. */
export async function updateReferences(step: Step, id: string): Promise<LogEntry> {
  const { client, person, links } = step;
  const references = mapPerson(person, links).filter((mapped) => mapped.entry.kind === 'reference');
  const changes = diff({}, references);
  if (changes.length === 0) {
    return entry(step, [], { action: 'skip', detail: 'the manager is not provisioned' });
  }
  const answer = await client.patch(id, changes);
  if (answer.status !== 200) return refused(step, [answer]);
  return entry(step, [answer], { action: 'update', changed: namesOf(changes), dialect: client.dialect });
}

/** Removes the user of somebody who was purged from the directory. */
export async function remove(step: Step, id: string): Promise<LogEntry> {
  const answer = await step.client.remove(id);
  return answer.status === 204 ? entry(step, [answer], { action: 'delete' }) : refused(step, [answer]);
}

/** Leaves alone somebody whose create was refused earlier: Entra tries again after six hours, not in the next cycle. */
export function wait(step: Step): LogEntry {
  return entry(step, [], { action: 'skip', detail: 'in escrow: tried again 6 hours after the refusal' });
}
