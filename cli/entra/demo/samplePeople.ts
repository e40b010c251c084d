import { directory, domain } from './directory.ts';
import { ProvisioningFailure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import { stringOr } from '../json.ts';
import type { ProvisioningClient } from '../wire/client.ts';

const objectIds = new Set(directory.map((person) => person.objectId));

/**
 * Whether a stored user is one whom the demonstration made: both the externalId and the sign-in name are of the sample
 * directory, whose mail domain nobody can own.
 */
function isSample(user: JsonObject): boolean {
  const ours = stringOr(user.userName).toLowerCase().endsWith(`@${domain}`);
  return ours && objectIds.has(stringOr(user.externalId));
}

/** Deletes users by their ids. */
export async function removePeople(client: ProvisioningClient, ids: Iterable<string>): Promise<void> {
  for (const id of ids) {
    const { status } = await client.remove('user', id);
    // 404: somebody else was faster.
    if (status === 204 || status === 404) continue;
    throw new ProvisioningFailure(
      'notRemoved',
      `DELETE /Users/${id} was answered ${status}, and should have been 204.`,
    );
  }
}

/** The ids of the sample people among the users. */
export function sampleIds(users: readonly JsonObject[]): readonly string[] {
  return users.filter(isSample).map(({ id }) => stringOr(id));
}
