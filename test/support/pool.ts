import type { Settings } from '../../cli/settings.ts';
import { startService, type RunningService } from './service.ts';

/** Instances of the service on one storage, as the platform runs and replaces them. */
export interface Pool {
  /** Runs `use` with the URL of one instance after the other. */
  use<Result>(use: (url: string) => Promise<Result>): Promise<Result>;
  /** Replaces one instance after the other by one with other settings, without a gap: what is under way is finished. */
  roll(settings: Settings): Promise<void>;
  /** The token of the tenant `demo`, which the first instance made. */
  readonly token: string;
  stop(): Promise<void>;
}

interface Instance {
  readonly service: RunningService;
  readonly underWay: Set<Promise<unknown>>;
}

export async function startPool(size: number, settings: Settings): Promise<Pool> {
  const start = async (with_: Settings): Promise<Instance> => ({
    service: await startService(with_),
    underWay: new Set(),
  });
  const first = await start(settings);
  const instances = [first];
  while (instances.length < size) instances.push(await start(settings));
  let turn = 0;
  return {
    token: first.service.token,
    async use(use) {
      const instance = instances[(turn += 1) % instances.length];
      if (instance === undefined) throw new Error('The pool is empty.');
      const running = use(instance.service.url);
      instance.underWay.add(running);
      try {
        return await running;
      } finally {
        instance.underWay.delete(running);
      }
    },
    async roll(changed) {
      for (let i = 0; i < size; i += 1) {
        instances.push(await start(changed));
        const leaving = instances.shift();
        await Promise.allSettled([...(leaving?.underWay ?? [])]);
        await leaving?.service.stop();
      }
    },
    async stop() {
      for (const { service } of instances) await service.stop();
    },
  };
}
