import type { Operation, StorageCalls } from '../operations/operation.ts';
import type { Scene } from '../scene.ts';
import type { Population } from '../storage/population.ts';
import type { Way } from '../ways/way.ts';
import { makeAll } from './batch.ts';
import type { Pair, Side } from './compare.ts';

/** The service's requests and those of floors never have the same numbers. */
const leastOfFloors = 100_000_000;

/**
 * Numbers of requests that never come twice in one storage: a title or a person must be new each time.
 *
 * Floors are half of all users ahead of the service. With both at the same ones, the second would be faster: Azurite
 * looks for a row that is written from the one end of an index to which every write moves its row.
 */
export class Numbers {
  #service = 0;
  #floor: number;

  constructor({ tenants, usersEach }: Population) {
    const everybody = tenants.length * usersEach;
    const rounds = Math.ceil(leastOfFloors / everybody);
    this.#floor = rounds * everybody + tenants.length * Math.floor(usersEach / 2);
  }

  ofService(count: number): readonly number[] {
    const from = this.#service;
    this.#service += count;
    return Array.from({ length: count }, (_, i) => from + i);
  }

  ofFloor(count: number): readonly number[] {
    const from = this.#floor;
    this.#floor += count;
    return Array.from({ length: count }, (_, i) => from + i);
  }
}

/** An operation by one way, beside its floor, after its preparing requests. */
export async function pairOf(
  operation: Operation,
  scene: Scene,
  numbers: Numbers,
  way: Way,
  floor: (n: number) => StorageCalls | Promise<StorageCalls>,
): Promise<Pair> {
  for (const n of numbers.ofService(1))
    for (const request of operation.approach?.(scene, n) ?? []) await way.prepare(request)();
  const side =
    (next: (count: number) => readonly number[], make: typeof floor): Side =>
    (count) =>
      makeAll(next(count), async (n) => {
        await operation.arrange?.(scene, n);
        return make(n);
      });
  return {
    service: side(
      (count) => numbers.ofService(count),
      (n) => way.prepare(operation.request(scene, n)),
    ),
    floor: side((count) => numbers.ofFloor(count), floor),
  };
}
