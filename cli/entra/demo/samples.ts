import { counted } from '../../counted.ts';
import { ProvisioningFailure } from '../failure.ts';
import { stringOr, type JsonObject } from '../json.ts';
import { resourcesOf } from '../mapping/target.ts';
import type { EntryKind } from '../source/entry.ts';
import type { ProvisioningClient } from '../wire/client.ts';
import { readAll } from '../wire/readAll.ts';
import type { Created } from './created.ts';
import { directory, domain, teams } from './directory.ts';

const people = new Set(directory.map(({ objectId }) => objectId));
const groups = new Map(teams.map(({ objectId, displayName }) => [objectId, displayName]));

/**
 * Whether the demonstration made a stored resource. A user has both the externalId and the sign-in name of a sample person,
 * whose mail domain nobody can own; a group has both the externalId and the name of a sample group.
 */
const isSample: Readonly<Record<EntryKind, (resource: JsonObject) => boolean>> = {
  user: ({ userName, externalId }) =>
    stringOr(userName).toLowerCase().endsWith(`@${domain}`) && people.has(stringOr(externalId)),
  group: ({ displayName, externalId }) => groups.get(stringOr(externalId)) === displayName,
};

/** The sample users or groups among the resources. */
function samplesIn(kind: EntryKind, resources: readonly JsonObject[]): Created {
  return new Map(resources.filter(isSample[kind]).map(({ id }) => [stringOr(id), kind]));
}

/** Deletes resources by their ids. @throws ProvisioningFailure if the service refuses. */
export async function removeAll(client: ProvisioningClient, resources: Created): Promise<void> {
  for (const [id, kind] of resources) {
    const { status, request } = await client.remove(kind, id);
    // 404: somebody else was faster.
    if (status === 204 || status === 404) continue;
    throw new ProvisioningFailure(
      'notRemoved',
      `${request} was answered ${status}, and should have been 204.`,
    );
  }
}

/** What a tenant holds of one kind: samples, and how many others. */
export async function lookAround(
  client: ProvisioningClient,
  kind: EntryKind,
): Promise<{ readonly samples: Created; readonly others: number }> {
  const answer = await client.list(kind, 1, 100);
  const { totalResults } = answer.body;
  if (answer.status !== 200 || typeof totalResults !== 'number') {
    throw new ProvisioningFailure(
      'paging',
      `${answer.request} does not say how many ${kind}s the tenant has: the answer was ${answer.status}, ` +
        `totalResults ${String(totalResults)}. Nothing was changed.`,
    );
  }
  const samples = samplesIn(kind, resourcesOf(answer.body));
  return { samples, others: totalResults - samples.size };
}

/** How many of these the service still lists, the samples that it lists besides, and how many others. */
export async function whatIsLeft(client: ProvisioningClient, kind: EntryKind, created: Created) {
  const resources = await readAll(client, kind, 100);
  const samples = samplesIn(kind, resources);
  return {
    still: resources.filter(({ id }) => created.has(stringOr(id))).length,
    samples,
    others: resources.length - samples.size,
  };
}

/** `23 users and 2 groups`. */
export function countedKinds(users: number, groupsCount: number): string {
  return [
    ...(users > 0 || groupsCount === 0 ? [counted(users, 'user')] : []),
    ...(groupsCount > 0 ? [counted(groupsCount, 'group')] : []),
  ].join(' and ');
}
