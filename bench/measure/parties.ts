import type { Settings } from '../../cli/settings.ts';
import { startStorageProxy, type StorageProxy } from '../../test/support/storageProxy.ts';
import type { Operation } from '../operations/operation.ts';
import type { WayName } from '../report/results.ts';
import { enableTenants, sceneOf, serviceSettings } from '../scene.ts';
import type { Population } from '../storage/population.ts';
import { startFilledStorage } from '../storage/start.ts';
import { startHttp } from '../ways/http.ts';
import { startHttpFloor } from '../ways/httpFloor.ts';
import { startInProcess } from '../ways/inProcess.ts';
import type { Pair } from './compare.ts';
import { Numbers, pairOf } from './pair.ts';

/** The processes and clients that measure one population. */
export interface Parties {
  /** An operation by one way, beside its floor. */
  pair(operation: Operation, way: WayName): Promise<Pair>;
  /** An operation in-process and its floor, both with `proxy` before their storage. */
  watched(operation: Operation): Promise<Pair>;
  readonly proxy: StorageProxy;
  close(): Promise<void>;
}

/** Starts table server, service and bare server, each in a process of its own, and the service in this one. */
export async function startParties(population: Population, keys: Settings): Promise<Parties> {
  const storage = await startFilledStorage(population, keys);
  const { connectionString } = storage;
  const proxy = await startStorageProxy(storage.connectionString);
  const credentials = await enableTenants(population, connectionString);
  const settings = serviceSettings(connectionString, keys);
  const watchedSettings = serviceSettings(proxy.connectionString, keys);
  const ways = {
    'in-process': await startInProcess(settings, credentials),
    http: await startHttp(settings, credentials),
    watched: await startInProcess(watchedSettings, credentials),
  };
  const scene = sceneOf(population, connectionString, keys);
  const watchedScene = sceneOf(population, proxy.connectionString, keys);
  const httpFloor = await startHttpFloor(scene, connectionString, keys, credentials);
  const numbers = new Numbers(population);
  return {
    proxy,
    pair: (operation, way) =>
      pairOf(operation, scene, numbers, ways[way], (n) =>
        way === 'http' ? httpFloor.prepare(operation, n) : operation.floor(scene, n),
      ),
    watched: (operation) =>
      pairOf(operation, scene, numbers, ways.watched, (n) => operation.floor(watchedScene, n)),
    async close() {
      await Promise.all([ways.http.close(), httpFloor.close(), proxy.close()]);
      await storage.close();
    },
  };
}
