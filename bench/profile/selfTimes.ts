import type { Profiler } from 'node:inspector';
import type { Place, placesOf } from './places.ts';
import type { Recorded } from './record.ts';

/** A function and the time in its own code and in what Node does for it: microseconds of a request, by stretch. */
export interface SelfTime {
  readonly name: string;
  readonly place: Place;
  readonly times: readonly number[];
}

interface Counted {
  readonly name: string;
  readonly place: Place;
  /** Samples, by stretch. */
  readonly hits: number[];
}

/**
 * The time of every function in each stretch: its part of the samples in which something ran, of the processor time
 * that was used. The time between two samples says nothing on a machine where others run too. Node's own functions
 * count for their callers.
 */
export function selfTimes(
  { profile, stretches }: Recorded,
  placeOf: ReturnType<typeof placesOf>,
): readonly SelfTime[] {
  const functions = new Map<string, Counted>();
  const callers = callersIn(profile);
  const countedFor = (node: Profiler.ProfileNode): Counted => {
    const place = placeOf(node.callFrame);
    const caller = place.owner === 'Node' ? callers.get(node.id) : undefined;
    if (caller !== undefined) {
      const counted = countedFor(caller);
      if (counted.place.owner !== 'Node') return counted;
    }
    const name = node.callFrame.functionName === '' ? '(anonymous)' : node.callFrame.functionName;
    const key = `${place.room} ${place.file} ${name}`;
    const counted = functions.get(key) ?? { name, place, hits: stretches.map(() => 0) };
    functions.set(key, counted);
    return counted;
  };
  const ofNode = new Map(profile.nodes.map((node) => [node.id, countedFor(node)]));
  const busy = stretches.map(() => 0);
  let at = profile.startTime;
  for (const [i, id] of (profile.samples ?? []).entries()) {
    at += profile.timeDeltas?.[i] ?? 0;
    const stretch = stretches.findIndex(({ from, to }) => at >= from && at < to);
    const counted = ofNode.get(id);
    if (stretch < 0 || counted === undefined || counted.place.owner === 'idle') continue;
    counted.hits[stretch] = (counted.hits[stretch] ?? 0) + 1;
    busy[stretch] = (busy[stretch] ?? 0) + 1;
  }
  const part = (hits: number, i: number): number =>
    (hits / Math.max(1, busy[i] ?? 0)) * (stretches[i]?.cpu ?? 0);
  return [...functions.values()].map(({ name, place, hits }) => ({ name, place, times: hits.map(part) }));
}

function callersIn({ nodes }: Profiler.Profile): ReadonlyMap<number, Profiler.ProfileNode> {
  return new Map(
    nodes.flatMap((node) =>
      (node.children ?? []).map((child): [number, Profiler.ProfileNode] => [child, node]),
    ),
  );
}

/** The times of everything that `keyOf` names alike, the longest first. */
export function grouped(
  all: readonly SelfTime[],
  keyOf: (self: SelfTime) => string,
): readonly (readonly [string, readonly number[]])[] {
  return [...Map.groupBy(all, keyOf)]
    .map(([key, group]) => [key, added(group.map(({ times }) => times))] as const)
    .toSorted(([, left], [, right]) => total(right) - total(left));
}

export function total(times: readonly number[]): number {
  return times.reduce((sum, time) => sum + time, 0);
}

function added(all: readonly (readonly number[])[]): readonly number[] {
  return (all[0] ?? []).map((_, i) => total(all.map((times) => times[i] ?? 0)));
}
