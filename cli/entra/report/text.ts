import { counted } from '../../counted.ts';
import type { Paint } from '../table.ts';
import type { CycleRecord } from '../state/records.ts';
import type { Counted, Summary } from './summary.ts';

/** The counts of the portal. */
export const outcomes: readonly (readonly [keyof Counted, string])[] = [
  ['create', 'created'],
  ['update', 'updated'],
  ['disable', 'disabled'],
  ['delete', 'deleted'],
  ['stageddelete', 'held back'],
  ['skipped', 'skipped'],
  ['failure', 'failed'],
];

/** The counts in one line: `24 created · 17 updated`. */
export function countsLine(counts: Counted): string {
  const parts = outcomes.flatMap(([name, outcome]) =>
    counts[name] === 0 ? [] : [`${counts[name].toLocaleString('en')} ${outcome}`],
  );
  return parts.length === 0 ? 'nothing to do' : parts.join(' · ');
}

/** A summary like the portal's: result, counts, requests, and failures by their reason, in the service's own words. */
export function summaryText(cycle: CycleRecord, summary: Summary, paint: Paint): string {
  const { requests, failures, linked, escrowed } = summary;
  const result = cycle.result ?? 'interrupted';
  const seconds = ((cycle.ended ?? cycle.started) - cycle.started) / 1000;
  const title = cycle.kind === 'initial' ? 'Initial cycle' : 'Incremental cycle';
  const colour = result === 'Succeeded' ? 'green' : result === 'EntryLevelErrors' ? 'yellow' : 'red';
  return [
    `${paint('bold', `${title}:`)} ${paint(colour, result)} after ${seconds.toFixed(1)} s`,
    `  ${countsLine(summary.counts)}`,
    `  ${counted(linked, 'entry', 'entries')} linked with the application, ${escrowed} in escrow`,
    `  ${counted(requests.count, 'request')}, ${requests.perSecond.toFixed(1)} a second, ` +
      `median ${requests.medianMs.toFixed(0)} ms, 95 % within ${requests.p95Ms.toFixed(0)} ms, ${requests.failed} failed`,
    ...failures.map(
      ({ count, code, reason, recommendedAction, examples }) =>
        `\n  ${paint('red', `${count} × ${code}`)}  ${reason}\n    such as ${examples.join(', ')}\n    → ${recommendedAction}`,
    ),
  ].join('\n');
}
