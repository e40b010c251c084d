import { entryJson } from '../../shared/users/provisioningLog.ts';
import type { LogEntry } from '../../shared/store/logEntry.ts';
import { painter, wantsColour } from '../entra/table.ts';
import { heading, layoutFor, logLines, type Layout } from './lines.ts';

export type PrintLog = (entries: readonly LogEntry[]) => void;

/** Prints entries as JSON, one object a line. */
export function jsonPrinter(tenant: string, write: (text: string) => void): PrintLog {
  return (entries) => {
    for (const entry of entries) write(`${JSON.stringify(entryJson(tenant, entry))}\n`);
  };
}

/** Prints entries as lines of columns, with headings at a terminal. */
export function linePrinter(stdout: typeof process.stdout): PrintLog {
  const paint = painter(wantsColour(stdout, process.env.NO_COLOR));
  let layout: Layout | undefined;
  return (entries) => {
    if (entries.length === 0) return;
    const terminal = stdout.isTTY ? stdout.columns : undefined;
    const first = layout === undefined;
    layout = layoutFor(entries, layout);
    const head = first && terminal !== undefined ? heading(layout, paint, terminal) : '';
    stdout.write(head + logLines(entries, layout, paint, terminal));
  };
}
