import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';

/** A stretch of a profile. */
interface Stretch {
  readonly name: string;
  /** Microseconds of the profile's clock. */
  readonly from: number;
  readonly to: number;
  /** Microseconds of this thread's processor time for a request. */
  readonly cpu: number;
}

export interface Recorded {
  readonly profile: Profiler.Profile;
  readonly stretches: readonly Stretch[];
}

/** Something to be profiled; gives how many requests it made. */
export interface Load {
  readonly name: string;
  readonly run: () => Promise<number>;
}

/** Microseconds between two samples. */
const interval = 200;

/** Profiles one load after the other in one CPU profile of this process. */
export async function record(loads: readonly Load[]): Promise<Recorded> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval });
    await session.post('Profiler.start');
    const started = performance.now();
    const stretches: Stretch[] = [];
    for (const { name, run } of loads) {
      const from = (performance.now() - started) * 1_000;
      const before = process.threadCpuUsage();
      const requests = await run();
      const { user, system } = process.threadCpuUsage(before);
      const to = (performance.now() - started) * 1_000;
      stretches.push({ name, from, to, cpu: (user + system) / requests });
    }
    const { profile } = await session.post('Profiler.stop');
    const { startTime } = profile;
    return {
      profile,
      stretches: stretches.map(({ from, to, ...rest }) => ({
        ...rest,
        from: startTime + from,
        to: startTime + to,
      })),
    };
  } finally {
    session.disconnect();
  }
}
