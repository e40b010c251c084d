import type { ScimClient } from './client.ts';
import type { JsonObject } from './json.ts';
import { stringOr } from './json.ts';
import type { LogEntry } from './log.ts';
import { mapPerson, mapping, typedValue } from './mapping.ts';
import type { Directory, Person } from './person.ts';
import { duplicates, provisionable } from './person.ts';
import { readBack } from './readBack.ts';
import { readTarget } from './target.ts';
import type { Exchange } from './wire.ts';

/** One way in which the service does not hold what the directory says. */
export interface Difference {
  readonly person: string;
  readonly attribute: string;
  readonly expected: string;
  readonly found: string;
}

/** Somebody who was removed, with the id that the service had given, if it ever did. */
export interface Removed {
  readonly person: Person;
  readonly id: string | undefined;
}

/** What is to be compared with what. */
export interface Comparison {
  readonly client: ScimClient;
  readonly directory: Directory;
  readonly removed: readonly Removed[];
  /** What the cycles did: nobody but the duplicates may have been refused. */
  readonly log: readonly LogEntry[];
  /** Everything that was sent so far: the answers must not have held a secret. The record may grow meanwhile. */
  readonly exchanges: readonly Exchange[];
}

/** What is stored, and where that is not what the directory says. */
export interface Verification {
  readonly stored: readonly JsonObject[];
  readonly differences: readonly Difference[];
}

/** A value as it can be told apart on a screen: text that looks the same but is not, is shown by its code points. */
function shown(value: unknown, other: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  const alike =
    typeof value === 'string' && typeof other === 'string' && value.normalize() === other.normalize();
  if (!alike || value === other) return text;
  return text.replaceAll(/[^ -~]/gu, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`);
}

function compare(person: Person, user: JsonObject, ids: ReadonlyMap<string, string>): readonly Difference[] {
  return mapPerson(person, ids).flatMap(({ entry, value }): readonly Difference[] => {
    if (entry.kind === 'secret') return [];
    const expected = value === undefined ? undefined : typedValue(entry, value);
    const found = readTarget(user, entry.target);
    if (found === expected) return [];
    return [
      {
        person: person.displayName,
        attribute: entry.target.label,
        expected: shown(expected, found),
        found: shown(found, expected),
      },
    ];
  });
}

function comparePeople(directory: Directory, stored: readonly JsonObject[]): readonly Difference[] {
  const people = provisionable(directory);
  const ids = new Map(stored.map((user) => [stringOr(user.externalId), stringOr(user.id)]));
  const expected = new Set(people.map((person) => person.objectId));
  const surplus = stored
    .filter((user, index) => {
      const key = stringOr(user.externalId);
      const again = stored.findIndex((other) => other.externalId === user.externalId) < index;
      return again || !expected.has(key);
    })
    .map((user) => ({
      person: stringOr(user.displayName),
      attribute: 'user',
      expected: 'nobody',
      found: stringOr(user.userName),
    }));
  const others = people.flatMap((person) => {
    const user = stored.find((candidate) => candidate.externalId === person.objectId);
    if (user !== undefined) return compare(person, user, ids);
    return [{ person: person.displayName, attribute: 'user', expected: 'stored', found: 'nobody' }];
  });
  return [...surplus, ...others];
}

/** A filter for somebody whom the service must not hold: 200 with an empty list, never 404. */
async function compareAbsent(client: ScimClient, person: Person): Promise<readonly Difference[]> {
  const { status, body } = await client.match(person.objectId);
  if (status === 200 && body.totalResults === 0) return [];
  const found = `${status}, totalResults ${JSON.stringify(body.totalResults)}`;
  return [{ person: person.displayName, attribute: 'filter', expected: '200, totalResults 0', found }];
}

async function compareRemoved(client: ScimClient, { person, id }: Removed): Promise<readonly Difference[]> {
  if (id === undefined) return [];
  const { status } = await client.get(id);
  if (status === 404) return [];
  return [{ person: person.displayName, attribute: 'GET by id', expected: '404', found: String(status) }];
}

function compareSecrets(exchanges: readonly Exchange[]): readonly Difference[] {
  return exchanges.flatMap(({ method, url, revealed }) =>
    revealed.map((found) => ({ person: '', attribute: `${method} ${url}`, expected: 'no secret', found })),
  );
}

function compareRefusals(directory: Directory, log: readonly LogEntry[]): readonly Difference[] {
  const rightly = new Set(duplicates(directory).map((person) => person.displayName));
  return log
    .filter(({ action, person }) => action === 'refused' && !rightly.has(person))
    .map(({ person, status, detail }) => ({
      person,
      attribute: 'answer',
      expected: 'accepted',
      found: `${status ?? ''} ${detail}`,
    }));
}

/** How many attributes of each person are read and compared. */
export const comparedAttributes = mapping.filter((entry) => entry.kind !== 'secret').length;

/** Reads everybody back and compares: byte for byte, so that a lost zero or a normalised accent shows. */
export async function verify({
  client,
  directory,
  removed,
  log,
  exchanges,
}: Comparison): Promise<Verification> {
  const stored = await readBack(client);
  const differences = [...compareRefusals(directory, log), ...comparePeople(directory, stored)];
  for (const person of [...removed.map((one) => one.person), ...duplicates(directory)]) {
    differences.push(...(await compareAbsent(client, person)));
  }
  for (const one of removed) differences.push(...(await compareRemoved(client, one)));
  return { stored, differences: [...differences, ...compareSecrets(exchanges)] };
}
