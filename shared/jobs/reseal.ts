import { ScimError } from '../scim/error.ts';
import { raceGuard, untilWritten } from '../users/write.ts';
import type { ResourceType } from '../scim/schema/attributes.ts';
import { withValueAt } from '../scim/path.ts';
import type { StoredResource } from '../scim/represent.ts';
import type { SealingKeys } from '../config/keyRing.ts';
import type { Partition } from '../store/partition.ts';
import { readById, type ReadUser } from '../store/readUsers.ts';
import { rewriteUser } from '../store/userRows.ts';
import { openSecrets, type OpenedSecret, seal } from '../secrets/seal.ts';
import { walkUsers, type SecretsProgress, type Visit } from './walkUsers.ts';

/**
 * Seals every secret of a tenant with the current key, user by user; a secret that is already sealed with it costs
 * only the read. Secrets that can't be opened and damaged users stay unchanged. The caller may stop at any time; a
 * repetition continues.
 *
 * @throws ScimError 503 if storage does not answer.
 */
export function resealTenant(
  partition: Partition,
  ring: SealingKeys,
  type: ResourceType,
): AsyncGenerator<SecretsProgress> {
  return walkUsers(partition, (part, read) => resealUser(part, ring, type, read));
}

/** Counts the secrets of a tenant by the key that sealed them; changes nothing. */
export function inspectTenant(
  partition: Partition,
  ring: SealingKeys,
  type: ResourceType,
): AsyncGenerator<SecretsProgress> {
  return walkUsers(partition, async (_, { user }) => ({
    secrets: await openSecrets(ring, type, partition.tenant, user),
    resealed: 0,
    tooLarge: false,
  }));
}

async function resealUser(
  partition: Partition,
  ring: SealingKeys,
  type: ResourceType,
  read: ReadUser,
): Promise<Visit> {
  const { tenant, signal } = partition;
  const lostRace = raceGuard();
  let latest: ReadUser | undefined = read;
  let resealed = 0;
  return untilWritten(signal, async () => {
    if (latest === undefined) return { secrets: [], resealed: 0, tooLarge: false };
    const secrets = await openSecrets(ring, type, tenant, latest.user);
    const outdated = secrets.filter(({ keyId, value }) => value !== undefined && keyId !== ring.current);
    if (outdated.length === 0) return { secrets, resealed, tooLarge: false };
    resealed = outdated.length;
    const user = sealAgain(ring, tenant, latest.user, outdated);
    const result = await rewritten(partition, latest, user);
    if (result === 'tooLarge') return { secrets, resealed: 0, tooLarge: true };
    if (result === 'stale') {
      lostRace(latest.etag);
      // If the answer of the write was lost, the user is resealed by now; if the user was deleted, there is none.
      latest = await readById(partition, read.user.id);
      return undefined;
    }
    return { secrets: await openSecrets(ring, type, tenant, user), resealed, tooLarge: false };
  });
}

function sealAgain(
  ring: SealingKeys,
  tenant: string,
  user: StoredResource,
  secrets: readonly OpenedSecret[],
): StoredResource {
  let { attributes } = user;
  for (const { path, attribute, value } of secrets) {
    if (value === undefined) continue;
    const sealed = seal(ring, { tenant, userId: user.id, attribute }, value);
    attributes = withValueAt(attributes, path, sealed);
  }
  return { ...user, attributes };
}

/** Writes the user. A longer key id makes a user longer: one at the maximum size must not stop the others. */
async function rewritten(
  partition: Partition,
  read: ReadUser,
  user: StoredResource,
): Promise<'written' | 'stale' | 'tooLarge'> {
  try {
    return await rewriteUser(partition, read, user);
  } catch (error) {
    if (error instanceof ScimError && error.status === 413) return 'tooLarge';
    throw error;
  }
}
