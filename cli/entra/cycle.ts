import type { ScimClient } from './client.ts';
import type { CycleResult, LogEntry } from './log.ts';
import type { Directory, Person } from './person.ts';
import type { Step } from './steps.ts';
import { matchOrCreate, remove, update, updateReferences, wait } from './steps.ts';

/** One client for each dialect; people take turns, so that a day in the directory exercises both. */
export type Clients = readonly [ScimClient, ...ScimClient[]];

interface Cycle extends CycleResult {
  readonly log: LogEntry[];
  readonly links: Map<string, string>;
  readonly escrow: Set<string>;
  readonly step: (person: Person) => Step;
  /** Matches or creates people and then, when all have ids, sends their references. */
  readonly provision: (people: Directory) => Promise<void>;
}

/** Whose client speaks for whom: by the place in the directory of the first day, and so the same in every cycle. */
function turns(clients: Clients, directory: Directory): (person: Person) => ScimClient {
  const places = new Map(directory.map((person, place) => [person.objectId, place]));
  return (person) => clients[(places.get(person.objectId) ?? 0) % clients.length] ?? clients[0];
}

async function open(
  name: LogEntry['cycle'],
  clients: Clients,
  roster: Directory,
  last?: CycleResult,
): Promise<Cycle> {
  for (const client of clients) await client.testConnection();
  const log: LogEntry[] = [];
  const links = new Map(last?.links);
  const escrow = new Set(last?.escrow);
  const clientOf = turns(clients, roster);
  const step = (person: Person): Step => ({ cycle: name, client: clientOf(person), person, links });

  async function provision(people: Directory): Promise<void> {
    for (const person of people) {
      const { log: line, id } = await matchOrCreate(step(person));
      log.push(line);
      if (id === undefined) escrow.add(person.objectId);
      else links.set(person.objectId, id);
    }
    for (const person of people) {
      const id = links.get(person.objectId);
      if (person.manager !== undefined && id !== undefined)
        log.push(await updateReferences(step(person), id));
    }
  }

  return { log, links, escrow, step, provision };
}

/** The first cycle: test the connection, match and create everybody, remember the ids, then send the references. */
export async function initialCycle(clients: Clients, directory: Directory): Promise<CycleResult> {
  const cycle = await open('initial', clients, directory);
  await cycle.provision(directory);
  return cycle;
}

/**
 * Every later cycle: what changed since the last one, then deletions. Somebody new is created, who waits in escrow is
 * left alone, and a linked person who changed is read and gets what differs.
 */
export async function incrementalCycle(
  clients: Clients,
  before: Directory,
  after: Directory,
  last: CycleResult,
): Promise<CycleResult> {
  const cycle = await open('incremental', clients, before, last);
  const { log, links, escrow, step } = cycle;
  const known = new Map(before.map((person) => [person.objectId, JSON.stringify(person)]));
  const waiting = after.filter(({ objectId }) => escrow.has(objectId));

  await cycle.provision(after.filter(({ objectId }) => !links.has(objectId) && !escrow.has(objectId)));
  for (const person of after) {
    const id = links.get(person.objectId);
    const seen = known.get(person.objectId);
    const changed = seen !== undefined && seen !== JSON.stringify(person);
    if (id !== undefined && changed) log.push(await update(step(person), id));
  }
  log.push(...waiting.map((person) => wait(step(person))));

  const remaining = new Set(after.map((person) => person.objectId));
  for (const person of before) {
    const id = links.get(person.objectId);
    if (remaining.has(person.objectId) || id === undefined) continue;
    const line = await remove(step(person), id);
    log.push(line);
    if (line.action === 'delete') links.delete(person.objectId);
  }
  return cycle;
}
