import type { Difference } from '../engine/verify.ts';
import { stringOr, type JsonObject } from '../json.ts';
import type { LogEntry } from '../log/entry.ts';
import type { Link } from '../state/records.ts';
import type { ProvisioningClient } from '../wire/client.ts';
import { duplicates, type Day, type Person } from './person.ts';

/** What the demo compares, beyond what a job remembers: entries that the service must refuse or has deleted. */
interface Knowledge {
  readonly client: ProvisioningClient;
  readonly found: readonly Difference[];
  readonly stored: readonly JsonObject[];
  readonly before: Day;
  readonly tomorrow: Day;
  /** As they were after the first day. */
  readonly links: ReadonlyMap<string, Link>;
  readonly log: readonly LogEntry[];
}

/** All differences. Only the duplicates may be missing, and the service may have nothing else. */
export async function differencesOf(known: Knowledge): Promise<readonly Difference[]> {
  const { client, found, before, links } = known;
  const tomorrow = known.tomorrow.people;
  const refused = duplicates(tomorrow);
  const names = new Set(refused.map(({ displayName }) => displayName));
  const gone = before.people.filter(
    ({ objectId }) => !tomorrow.some((person) => person.objectId === objectId),
  );
  const absent: Difference[] = [];
  for (const person of [...gone, ...refused]) absent.push(...(await compareAbsent(client, person)));
  for (const person of gone) absent.push(...(await compareRemoved(client, person, links)));
  return [
    ...found.filter(({ who, attribute }) => !(names.has(who) && attribute === 'user')),
    ...surplus(known),
    ...refusals(known, names),
    ...absent,
  ];
}

function surplus({ stored, tomorrow }: Knowledge): readonly Difference[] {
  const expected = new Set([...tomorrow.people, ...tomorrow.teams].map(({ objectId }) => objectId));
  return stored
    .filter(({ externalId }) => !expected.has(stringOr(externalId)))
    .map(({ userName, displayName }) => ({
      who: stringOr(displayName),
      attribute: userName === undefined ? 'group' : 'user',
      expected: 'nothing',
      found: stringOr(userName ?? displayName),
    }));
}

function refusals({ log }: Knowledge, rightly: ReadonlySet<string>): readonly Difference[] {
  return log
    .filter(({ status, source }) => status === 'failure' && !rightly.has(source.displayName))
    .map(({ source, error }) => ({
      who: source.displayName,
      attribute: 'answer',
      expected: 'accepted',
      found: error?.reason ?? '',
    }));
}

/** A filter for a person whom the service must not have: 200 with an empty list, never 404. */
async function compareAbsent(client: ProvisioningClient, person: Person): Promise<readonly Difference[]> {
  const { status, body } = await client.match('user', 'externalId', person.objectId);
  if (status === 200 && body.totalResults === 0) return [];
  const found = `${status}, totalResults ${JSON.stringify(body.totalResults)}`;
  return [{ who: person.displayName, attribute: 'filter', expected: '200, totalResults 0', found }];
}

async function compareRemoved(
  client: ProvisioningClient,
  person: Person,
  links: ReadonlyMap<string, Link>,
): Promise<readonly Difference[]> {
  const id = links.get(person.objectId)?.targetId;
  if (id === undefined) return [];
  const { status } = await client.get('user', id);
  if (status === 404) return [];
  return [{ who: person.displayName, attribute: 'GET by id', expected: '404', found: String(status) }];
}
