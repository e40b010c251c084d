import { table, tableWidth, type Column, type Paint } from '../../cli/entra/table.ts';
import { grouped, total, type SelfTime } from './selfTimes.ts';

/** Functions in the list of those that take longest. */
const longest = 25;

/** Microseconds of a request below which a room gets no line. */
const least = 5;

/** Self time by owner, by room, and by function, in microseconds of a request; a column for each stretch. */
export function profileTables(all: readonly SelfTime[], stretches: readonly string[], paint: Paint): string {
  const columns = stretches.map((title): Column => ({
    title,
    width: Math.max(title.length, 7) + 2,
    align: 'right',
  }));
  const left = tableWidth - total(columns.map(({ width }) => width));
  const room = (title: string): Column => ({ title, width: left });
  const byOwner = grouped(all, ({ place }) => place.owner).filter(([, times]) => total(times) > 0);
  const byRoom = grouped(all, ({ place }) => place.room).filter(([, times]) => total(times) >= least);
  const functions = all
    .toSorted((left, right) => total(right.times) - total(left.times))
    .slice(0, longest)
    .map(({ name, place, times }): readonly string[] => [`${name}\n  ${place.file}`, ...times.map(shown)]);
  return [
    table([room('whose code, µs a request'), ...columns], byOwner.map(row), paint),
    table([room('room or package'), ...columns], byRoom.map(row), paint),
    table([room('function'), ...columns], functions, paint),
  ].join('\n\n');
}

function row([name, times]: readonly [string, readonly number[]]): readonly string[] {
  return [name, ...times.map(shown)];
}

function shown(time: number): string {
  return time.toFixed(1);
}
