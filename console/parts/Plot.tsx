import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../texts.ts';
import type { PlotLine } from './drawPlot.ts';
import { Table, type Column } from './Table.tsx';

interface PlotProps {
  readonly title: string;
  /** Seconds since 1970, ascending; a value of each line for each. */
  readonly times: readonly number[];
  readonly lines: readonly PlotLine[];
  /** How a moment is written in the table. */
  readonly momentOf: (at: string) => string;
}

/** A plot over time, and the same as a table: a canvas says nothing to a screen reader. */
export function Plot({ title, times, lines, momentOf }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let remove: (() => void) | undefined;
    let gone = false;
    // Few screens have a plot, so its library is a file of its own.
    import('./drawPlot.ts').then(
      ({ drawPlot }) => {
        if (!gone) remove = drawPlot(element, title, times, lines);
      },
      // The table has the same.
      () => undefined,
    );
    return () => {
      gone = true;
      remove?.();
    };
  }, [JSON.stringify([title, times, lines])]);
  const rows = times
    .map((time, index) => ({ time, values: lines.map(({ values }) => values[index] ?? 0) }))
    .filter(({ values }) => values.some((value) => value > 0))
    .toReversed();
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { name: texts.plot.time, cell: ({ time }) => momentOf(new Date(time * 1_000).toISOString()) },
    ...lines.map(({ label }, index) => ({
      name: label,
      number: true,
      cell: ({ values }: (typeof rows)[number]) => (values[index] ?? 0).toLocaleString('en-GB'),
    })),
  ];
  return (
    <figure class="plot">
      <div ref={place} />
      <details>
        <summary>{texts.plot.asTable(title)}</summary>
        {rows.length === 0 ? (
          <p>{texts.plot.nothing}</p>
        ) : (
          <Table caption={title} columns={columns} rows={rows} keyOf={({ time }) => String(time)} />
        )}
      </details>
    </figure>
  );
}
