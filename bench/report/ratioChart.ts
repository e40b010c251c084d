import type { OperationResult } from './results.ts';
import { dot, drawing, line, linearAxis, text } from './svg.ts';

const width = 520;
const rowHeight = 24;
const left = 190;
const right = width - 20;
const top = 24;

/** Ratios beyond this stand at the chart's edge, and say what they are. */
const most = 3;

/**
 * One row for each operation and one point for each size: how many times its storage calls alone it takes, one request
 * at a time.
 *
 * @param bar the ratio that reads are to keep to.
 */
export function ratioChart(
  results: readonly OperationResult[],
  sizes: readonly number[],
  bar: number,
): string {
  const compared = results.filter(({ concurrency, ratio }) => concurrency === 1 && ratio !== null);
  const names = [...new Set(compared.map(({ name }) => name))];
  const height = top + names.length * rowHeight + 24;
  const bottom = height - 20;
  const { place, ticks } = linearAxis(most, left, right);
  const grid = ticks.flatMap((tick) => [
    line(place(tick), top, place(tick), bottom, 'grid'),
    text(place(tick), height - 4, 'tick middle', `${tick} ×`),
  ]);
  const marks = [
    line(place(1), top, place(1), bottom, 'axis'),
    line(place(bar), top, place(bar), bottom, 'bar'),
    text(place(1) - 4, top - 8, 'tick end', 'floor'),
    text(place(bar) + 4, top - 8, 'tick', `bar for reads ${bar} ×`),
  ];
  const rows = names.flatMap((name, i) => {
    const y = top + (i + 0.5) * rowHeight;
    const points = compared
      .filter((result) => result.name === name)
      .map(({ users, ratio }) => {
        const title = `${name}, ${users} users: ${(ratio ?? 0).toFixed(2)} ×`;
        return dot(place(ratio ?? 0), y, `s${sizes.indexOf(users)}`, title);
      });
    return [text(left - 12, y + 4, 'name end', name), line(left, y, right, y, 'row'), ...points];
  });
  return drawing(width, height, 'Ratio to the floor', [...grid, ...marks, ...rows]);
}
