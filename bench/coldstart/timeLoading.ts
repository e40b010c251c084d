import { isObject, type JsonValue } from '../../shared/scim/json.ts';
import { median } from '../measure/statistics.ts';
import type { Apps } from './apps.ts';
import { nameOf } from './origin.ts';
import { runScript } from './sample.ts';

type Times = Readonly<Record<string, number>>;

/** Milliseconds, medians. */
export interface Loading {
  /** Until V8 has read the text and knows where each function begins and ends. */
  readonly compile: number;
  /** Until the bundle has registered its functions: all modules together. */
  readonly run: number;
  /** Of `run`: Node's own modules, by name. */
  readonly nodeModules: Times;
  /** Of `run`, by packages and rooms: taken from a bundle that was built to tell it. */
  readonly origins: Times;
}

/** Loads the bundle, and the one that tells more, in fresh processes. */
export async function timeLoading(
  bundle: string,
  { loading, timed }: Apps,
  samples: number,
  environment: Readonly<Record<string, string>>,
): Promise<Loading> {
  const whole: Times[] = [];
  const inside: Times[] = [];
  for (let i = 0; i < samples; i += 1) {
    const { times } = await runScript(loading, [bundle], environment);
    whole.push(readTimes(times));
    const { inBundle } = await runScript(loading, [timed], environment);
    inside.push(byOrigin(readTimes(isObject(inBundle) ? inBundle.times : undefined)));
  }
  const { compile = 0, run = 0, ...nodeModules } = medians(whole);
  return { compile, run, nodeModules, origins: medians(inside) };
}

function readTimes(value: JsonValue | undefined): Times {
  if (!isObject(value)) throw new Error('A bundle did not say how long its modules took.');
  return Object.fromEntries(Object.entries(value).map(([name, time]) => [name, Number(time)]));
}

function byOrigin(times: Times): Times {
  const origins: Record<string, number> = {};
  for (const [path, time] of Object.entries(times))
    origins[nameOf(path)] = (origins[nameOf(path)] ?? 0) + time;
  return origins;
}

function medians(samples: readonly Times[]): Times {
  const names = new Set(samples.flatMap((times) => Object.keys(times)));
  return Object.fromEntries(
    Array.from(names, (name) => [name, median(samples.map((times) => times[name] ?? 0))]),
  );
}
