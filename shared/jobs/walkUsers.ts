import { countUsers } from '../store/countUsers.ts';
import { DamagedUser } from '../store/documentRow.ts';
import { chunksOf } from '../store/inParallel.ts';
import { withDeadline, type Partition } from '../store/partition.ts';
import { readAllForWriting, type FoundUser, type ReadUser } from '../store/readUsers.ts';
import type { OpenedSecret } from '../secrets/seal.ts';

/** The state of the secrets of a tenant's users so far. */
export interface SecretsProgress {
  /** Users looked at. */
  readonly users: number;
  /** Users at the beginning. */
  readonly total: number;
  /** Secrets that were resealed with the current key. */
  readonly resealed: number;
  /** Users without room for a longer key id: `maxUserBytes`. */
  readonly tooLarge: number;
  /** Ids of users that can't be read, or whose rows contradict each other; the state of their secrets is unknown. */
  readonly damaged: readonly string[];
  /** By the id of the key; `''` if the secret names none. */
  readonly keys: ReadonlyMap<string, KeyUse>;
}

export interface KeyUse {
  readonly secrets: number;
  /** Number of them that can't be opened. */
  readonly unopened: number;
}

/** Result for the secrets of one user. */
export interface Visit {
  readonly secrets: readonly OpenedSecret[];
  readonly resealed: number;
  readonly tooLarge: boolean;
}

const pageSize = 96;

/** Users visited in parallel, because a visit may wait for a write. */
const usersInParallel = 8;

/**
 * Visits every user of a tenant in the order of ids. A damaged user does not stop the others.
 *
 * @param partition its signal ends the walk; every page has a deadline of its own.
 */
export async function* walkUsers(
  partition: Partition,
  visit: (partition: Partition, read: ReadUser) => Promise<Visit>,
): AsyncGenerator<SecretsProgress> {
  const total = await countUsers(withDeadline(partition));
  let progress: SecretsProgress = { users: 0, total, resealed: 0, tooLarge: 0, damaged: [], keys: new Map() };
  yield progress;
  for (let after: string | undefined; ;) {
    const part = withDeadline(partition);
    const page = await nextPage(part, after);
    const last = page.at(-1);
    if (last === undefined) return;
    for (const group of chunksOf(page, usersInParallel)) {
      const visits = await Promise.all(
        group.map(async ({ id, read }) => ({
          id,
          visit: await unlessDamaged(read, (whole) => visit(part, whole)),
        })),
      );
      progress = visits.reduce(withVisit, progress);
      yield progress;
    }
    after = last.rowKey;
  }
}

async function nextPage(partition: Partition, after: string | undefined): Promise<readonly FoundUser[]> {
  for await (const page of readAllForWriting(partition, { after, pageSize })) {
    if (page.length > 0) return page;
  }
  return [];
}

async function unlessDamaged(
  read: ReadUser | undefined,
  visit: (read: ReadUser) => Promise<Visit>,
): Promise<Visit | undefined> {
  if (read === undefined) return undefined;
  try {
    return await visit(read);
  } catch (error) {
    if (error instanceof DamagedUser) return undefined;
    throw error;
  }
}

interface Visited {
  readonly id: string;
  readonly visit: Visit | undefined;
}

function withVisit(progress: SecretsProgress, { id, visit }: Visited): SecretsProgress {
  if (visit === undefined)
    return { ...progress, users: progress.users + 1, damaged: [...progress.damaged, id] };
  const { secrets, resealed, tooLarge } = visit;
  return {
    ...progress,
    users: progress.users + 1,
    resealed: progress.resealed + resealed,
    tooLarge: progress.tooLarge + (tooLarge ? 1 : 0),
    keys: secrets.reduce(withSecret, progress.keys),
  };
}

function withSecret(keys: ReadonlyMap<string, KeyUse>, { keyId = '', value }: OpenedSecret) {
  const use = keys.get(keyId) ?? { secrets: 0, unopened: 0 };
  const unopened = use.unopened + (value === undefined ? 1 : 0);
  return new Map([...keys, [keyId, { secrets: use.secrets + 1, unopened }]]);
}
