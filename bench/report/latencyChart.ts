import type { OperationResult } from './results.ts';
import { decadeAxis, dot, drawing, line, text } from './svg.ts';
import { inMilliseconds } from './tables.ts';

const width = 520;
const rowHeight = 24;
const left = 190;
const right = width - 34;
const top = 12;

/** Floor, median and 95th percentile of each operation on one scale, one request at a time. */
export function latencyChart(results: readonly OperationResult[]): string {
  const shown = results.filter(({ concurrency, ratio }) => concurrency === 1 && ratio !== null);
  if (shown.length === 0) return '';
  const height = top + shown.length * rowHeight + 24;
  const bottom = height - 20;
  const times = shown.flatMap(({ floorP50, p50, p95 }) => [floorP50, p50, p95]);
  const { place, ticks } = decadeAxis(times, left, right);
  const grid = ticks.flatMap((tick) => [
    line(place(tick), top, place(tick), bottom, 'grid'),
    text(place(tick), height - 4, 'tick middle', `${tick} ms`),
  ]);
  const rows = shown.flatMap(({ name, floorP50, p50, p95 }, i) => {
    const y = top + (i + 0.5) * rowHeight;
    const said = `${name}: floor ${inMilliseconds(floorP50)} ms, median ${inMilliseconds(p50)} ms, 95 % within ${inMilliseconds(p95)} ms`;
    return [
      text(left - 12, y + 4, 'name end', name),
      line(left, y, right, y, 'row'),
      line(place(p50), y, place(p95), y, 'whisker'),
      line(place(floorP50), y, place(p50), y, 'own'),
      dot(place(floorP50), y, 'floor', said),
      dot(place(p50), y, 's0', said),
    ];
  });
  return drawing(width, height, 'Milliseconds of a request', [...grid, ...rows]);
}
