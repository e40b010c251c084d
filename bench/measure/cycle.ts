import type { Settings } from '../../cli/settings.ts';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { externalIdKey } from '../../shared/store/keys.ts';
import type { StorageCalls } from '../operations/operation.ts';
import { found, listRequest } from '../operations/reads.ts';
import {
  createdId,
  createRequest,
  creation,
  managerOperation,
  patchRequest,
  replacement,
  withManager,
} from '../operations/writes.ts';
import { firstNewPerson, idOf, keyOf, storedPerson } from '../people.ts';
import type { CycleResult } from '../report/results.ts';
import { enableTenants, sceneOf, serviceSettings, type Scene } from '../scene.ts';
import { population } from '../storage/population.ts';
import { startFilledStorage } from '../storage/start.ts';
import { startInProcess } from '../ways/inProcess.ts';
import type { Way } from '../ways/way.ts';
import { makeAll, runBatch } from './batch.ts';

/** As many as Entra sends. */
const concurrency = 8;

/** People after which it is the other side's turn. */
const turn = 500;

/** One pass over some people: the prepared calls, and their time in seconds. */
type Pass = (people: readonly number[]) => Promise<number>;

/** A service, or its storage calls alone, in a tenant of its own. */
interface Cycler {
  /** Looks for each of them, and creates them. */
  readonly create: Pass;
  readonly setManagers: Pass;
}

/**
 * An initial cycle into an empty tenant, in this process, beside the same storage calls in another tenant of the same
 * table server, in turns.
 */
export async function measureCycle(
  people: number,
  keys: Settings,
  tell: (done: number) => void,
): Promise<CycleResult> {
  const tenants = population(2, 0);
  const storage = await startFilledStorage(tenants, keys);
  try {
    const scene = sceneOf(tenants, storage.connectionString, keys);
    const credentials = await enableTenants(tenants, storage.connectionString);
    const way = await startInProcess(serviceSettings(storage.connectionString, keys), credentials);
    const [serviceTenant = '', floorTenant = ''] = tenants.tenants;
    const service = serviceCycler(way, serviceTenant);
    const floor = floorCycler(scene, floorTenant);
    const taken = { service: 0, floor: 0 };
    for (const pass of ['create', 'setManagers'] as const) {
      for (let from = 0; from < people; from += turn) {
        const some = Array.from(
          { length: Math.min(turn, people - from) },
          (_, i) => firstNewPerson + from + i,
        );
        const sides = Math.random() < 0.5 ? (['service', 'floor'] as const) : (['floor', 'service'] as const);
        for (const side of sides) taken[side] += await { service, floor }[side][pass](some);
        tell((pass === 'create' ? from : people + from) / 2 / people);
      }
    }
    const { service: seconds, floor: floorSeconds } = taken;
    return {
      people,
      concurrency,
      requests: 3 * people,
      seconds,
      floorSeconds,
      fraction: floorSeconds / seconds,
    };
  } finally {
    await storage.close();
  }
}

function serviceCycler(way: Way, tenant: string): Cycler {
  const ids = new Map<number, string>();
  return {
    create: timed((n) => {
      const match = way.prepare(listRequest(tenant, `externalId eq "ext-${keyOf(n)}"`));
      const create = way.prepare(createRequest(tenant, n));
      return Promise.resolve(async () => {
        await match();
        ids.set(n, createdId(await create()));
      });
    }),
    setManagers: timed((n) => {
      const id = ids.get(n) ?? '';
      const managerId = ids.get(managerOf(n)) ?? '';
      return Promise.resolve(way.prepare(patchRequest(tenant, id, managerOperation(managerId))));
    }),
  };
}

function floorCycler(scene: Scene, tenant: string): Cycler {
  const stored = (n: number, more = {}): Promise<StoredResource> =>
    storedPerson(scene.sealing, tenant, n, more);
  return {
    create: timed(async (n) => {
      const create = creation(scene, tenant, await stored(n));
      return async () => {
        await found(scene.table.getEntity(tenant, externalIdKey(`ext-${keyOf(n)}`)));
        await create();
      };
    }),
    setManagers: timed(async (n) => {
      const before = await stored(n);
      const user = await stored(n, withManager(idOf(managerOf(n))));
      return replacement(scene, tenant, user, before.attributes);
    }),
  };
}

/** The contents of the calls are made first, and not measured. */
function timed(prepare: (n: number) => Promise<StorageCalls>): Pass {
  return async (people) => {
    const { seconds } = await runBatch(await makeAll(people, prepare), concurrency);
    return seconds;
  };
}

/** Ten report to one; the first one to themselves. */
function managerOf(n: number): number {
  return firstNewPerson + Math.floor((n - firstNewPerson) / 10);
}
