import { InputError } from '../../exitCode.ts';
import type { LogEntry } from '../log/entry.ts';
import { textIn, type Entry } from '../source/entry.ts';
import { contextOf } from './cycle.ts';
import { evaluateEntry, type Candidate, type Evaluated } from './evaluate.ts';
import { mappingOf, type CycleContext, type Job } from './job.ts';
import { memberChange, sendMembers, sendReferences } from './references.ts';
import { Trail } from './trail.ts';

/**
 * Provisions one entry, whether it has changed or not. As Entra, it uses the default dialect, even if the tenant URL asks for another one. If the
 * linked resource is gone, it matches the entry again.
 *
 * @returns the log entries: one for the entry, and one for its references.
 */
export async function provisionOnDemand(job: Job, entry: Entry): Promise<readonly LogEntry[]> {
  const record = job.state.job;
  const mapping = mappingOf(job, entry.kind);
  if (record === undefined || mapping === undefined) {
    throw new InputError(`The mapping does not provision ${entry.kind}s.`);
  }
  await job.clients[0].testConnection(job.mapping);
  const context = contextOf(job, record, 'onDemand');
  const link = job.state.links.get(entry.objectId);
  const { inScope } = context.scoping(entry);
  const candidate: Candidate = { entry, mapping, inScope, leaves: !inScope && link?.targetId !== undefined };
  const entries = [note(context, await evaluated(context, candidate))];
  const referenced = await references(context, candidate);
  if (referenced !== undefined) entries.push(referenced);
  for (const one of entries) job.log(one);
  return entries;
}

async function evaluated(context: CycleContext, candidate: Candidate): Promise<Evaluated> {
  const first = await evaluateEntry(context, candidate, 'default');
  if (first.outcome.error?.code !== 'InvalidAnchor') return first;
  context.state.setLink({ ...first.link, targetId: undefined, escrow: undefined });
  return evaluateEntry(context, candidate, 'default');
}

function note({ state }: CycleContext, { trail, outcome, link }: Evaluated): LogEntry {
  state.setLink(link);
  return trail.end(outcome);
}

async function references(
  context: CycleContext,
  { entry, mapping, inScope }: Candidate,
): Promise<LogEntry | undefined> {
  const link = context.state.links.get(entry.objectId);
  if (!inScope || link?.targetId === undefined || link.escrow !== undefined) return undefined;
  const trail = Trail.ofEntry(context, entry);
  if (entry.kind === 'group') {
    if (memberChange(context, entry) === undefined) return undefined;
    return trail.end(await sendMembers(context, trail, entry, link.targetId));
  }
  if (!link.pendingReferences) return undefined;
  const outcome = await sendReferences(context, trail, mapping, entry, link.targetId);
  context.state.setLink({ ...link, pendingReferences: false });
  return trail.end(outcome);
}

/** Finds an entry by objectId, userPrincipalName, mail, mailNickname or display name. @throws InputError unless it is one. */
export function findEntry(job: Job, meant: string): Entry {
  const all = [...job.directory.users, ...job.directory.groups];
  const wanted = meant.toLowerCase();
  for (const name of ['objectId', 'userPrincipalName', 'mail', 'mailNickname', 'displayName']) {
    const found = all.filter((entry) => textIn(entry, name)?.toLowerCase() === wanted);
    const [entry] = found;
    if (found.length > 1)
      throw new InputError(`${found.length} entries have the ${name} "${meant}". Give an objectId.`);
    if (entry !== undefined) return entry;
  }
  throw new InputError(
    `No entry of the directory has the objectId, userPrincipalName, mail, mailNickname or name "${meant}".`,
  );
}
