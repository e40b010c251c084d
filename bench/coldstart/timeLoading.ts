import { isObject } from '../../shared/scim/json.ts';
import { median } from '../measure/statistics.ts';
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
}

/** Loads the bundle in fresh processes. */
export async function timeLoading(
  bundle: string,
  loading: string,
  samples: number,
  environment: Readonly<Record<string, string>>,
): Promise<Loading> {
  const taken: Times[] = [];
  for (let i = 0; i < samples; i += 1) {
    const { times } = await runScript(loading, [bundle], environment);
    if (!isObject(times)) throw new Error('The bundle did not say how long its modules took.');
    taken.push(Object.fromEntries(Object.entries(times).map(([name, time]) => [name, Number(time)])));
  }
  const names = new Set(taken.flatMap((times) => Object.keys(times)));
  const medians: Times = Object.fromEntries(
    Array.from(names, (name) => [name, median(taken.map((times) => times[name] ?? 0))]),
  );
  const { compile = 0, run = 0, ...nodeModules } = medians;
  return { compile, run, nodeModules };
}
