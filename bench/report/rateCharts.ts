import type { OperationResult, WayName } from './results.ts';
import { dot, drawing, element, line, linearAxis, text } from './svg.ts';

const width = 200;
const height = 130;
const left = 40;
const right = width - 12;
const top = 24;
const bottom = height - 20;

const styles: Readonly<Record<WayName, string>> = { 'in-process': '0', http: '1' };

/** A small chart for each operation: requests a second at 1, 8 and 32 at a time, by both ways. */
export function rateCharts(results: readonly OperationResult[]): string {
  return [...Map.groupBy(results, ({ name }) => name)]
    .map(([name, ofName]) => rateChart(name, ofName))
    .join('');
}

function rateChart(name: string, results: readonly OperationResult[]): string {
  const { place: y, ticks } = linearAxis(Math.max(...results.map(({ rps }) => rps)), bottom, top);
  const concurrencies = [1, 8, 32];
  const x = (concurrency: number): number =>
    left + 12 + (concurrencies.indexOf(concurrency) / 2) * (right - left - 24);
  const grid = ticks.flatMap((tick) => [
    line(left, y(tick), right, y(tick), 'grid'),
    text(left - 6, y(tick) + 4, 'tick end', tick >= 1_000 ? `${tick / 1_000}k` : String(tick)),
  ]);
  const labels = concurrencies.map((concurrency) =>
    text(x(concurrency), height - 4, 'tick middle', String(concurrency)),
  );
  const lines = [...Map.groupBy(results, ({ way }) => way)].flatMap(([way, ofWay]) => [
    element('polyline', {
      points: ofWay.map(({ concurrency, rps }) => `${x(concurrency)},${y(rps).toFixed(1)}`).join(' '),
      class: `l${styles[way]}`,
    }),
    ...ofWay.map(({ concurrency, rps }) => {
      const title = `${name}, ${way}, ${concurrency} at a time: ${rps.toFixed(0)} a second`;
      return dot(x(concurrency), y(rps), `s${styles[way]}`, title);
    }),
  ]);
  return drawing(width, height, `${name}: requests a second`, [
    text(left, 14, 'name', name),
    ...grid,
    ...labels,
    ...lines,
  ]);
}
