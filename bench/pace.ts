import type { Cell, Pace } from './measure/measure.ts';
import { sum } from './measure/statistics.ts';
import type { Population } from './storage/population.ts';

export interface Step {
  readonly population: Population;
  readonly cells: readonly Cell[];
}

/** Maximum seconds of a cell: more would not make it more exact. */
const mostForCell = 8;

/** Seconds to start the processes, and to make a thousand users. */
const starting = 3;
const thousandUsers = 0.4;

/**
 * Shares the remaining time among the remaining measurements, so that a slow machine makes the figures less exact and
 * not the run longer.
 *
 * @param ends on the clock of `performance.now()`.
 */
export function paceOf(
  steps: readonly Step[],
  ends: number,
  show: (done: number, text: string) => void,
): Pace {
  const total = steps.flatMap(({ cells }) => cells).length;
  let begun = 0;
  return {
    start(population) {
      const { tenants, usersEach } = population;
      show(begun / total, `making ${tenants.length} × ${usersEach} users`);
    },
    begin(cell) {
      const { operation, population, way, concurrency } = cell;
      show(
        begun / total,
        `${operation.name}, ${population.usersEach} users, ${way}, ${concurrency} at a time`,
      );
      const later = steps.slice(steps.findIndex((step) => step.population === population) + 1);
      const left =
        (ends - performance.now()) / 1_000 - sum(later.map((step) => startSeconds(step.population)));
      const seconds = left / (total - begun);
      begun += 1;
      return Math.min(mostForCell, Math.max(0, seconds));
    },
  };
}

function startSeconds({ tenants, usersEach }: Population): number {
  return starting + (thousandUsers * tenants.length * usersEach) / 1_000;
}
