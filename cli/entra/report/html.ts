import { uplotScript, uplotStyle } from '../../../generated/reportAssets.ts';
import type { CycleRecord, JobRecord } from '../state/records.ts';
import type { Exchange } from '../wire/exchange.ts';
import { isFailed, seriesOf } from './series.ts';
import { statusOf, type Summary } from './summary.ts';
import { outcomes } from './text.ts';

/** What a page tells. */
export interface ReportInput {
  readonly job: JobRecord;
  readonly cycle: CycleRecord;
  readonly summary: Summary;
  readonly exchanges: readonly Exchange[];
}

/** More failed exchanges than these nobody reads. */
const shownExchanges = 500;

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8884; vertical-align: top; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; font-size: 12px; }
.plot { margin: 1rem 0; overflow-x: auto; } .muted { opacity: .7; }`;

/** Draws the plots that the page's data asks for. */
const drawing = `
const { seconds, requests, failed, medianMs, p95Ms } = JSON.parse(document.getElementById('series').textContent);
const ink = getComputedStyle(document.body).color;
function plot(id, title, unit, lines) {
  const element = document.getElementById(id);
  const axis = { stroke: ink, grid: { stroke: '#8883' } };
  new uPlot({ title, width: Math.min(element.clientWidth, 1100), height: 260, scales: { x: { time: false } },
    axes: [{ ...axis, label: 'seconds' }, { ...axis, label: unit }],
    series: [{ label: 'second' }, ...lines.map(([label, stroke]) => ({ label, stroke, width: 2, spanGaps: true }))] },
    [seconds, ...lines.map(([, , values]) => values)], element);
}
plot('requests', 'Requests', 'a second', [['requests', '#2a7', requests], ['failed', '#c33', failed]]);
plot('latency', 'Latency', 'ms', [['median', '#27c', medianMs], ['95 %', '#c80', p95Ms]]);`;

/** One self-contained page: no request leaves it, and it holds no secret. */
export function htmlReport({ job, cycle, summary, exchanges }: ReportInput): string {
  const title = `Provisioning ${job.tenantUrl}`;
  const failed = exchanges.filter(isFailed);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${uplotStyle}${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${cycle.kind === 'initial' ? 'Initial' : 'Incremental'} cycle, ${new Date(cycle.started).toISOString()}:
<strong>${cycle.result ?? 'interrupted'}</strong>. The job is <strong>${statusOf(job)}</strong>.</p>
${job.quarantine === undefined ? '' : `<p><strong>${escaped(job.quarantine.reason)}</strong>: ${escaped(job.quarantine.detail)}</p>`}
${counts(summary)}
<div class="plot" id="requests"></div>
<div class="plot" id="latency"></div>
${failures(summary)}
${failedExchanges(failed)}
<script type="application/json" id="series">${scriptSafe(JSON.stringify(seriesOf(exchanges)))}</script>
<script>${uplotScript}</script>
<script>${drawing}</script>
</body>
</html>
`;
}

function counts({ counts: all, linked, escrowed, requests }: Summary): string {
  const rows: readonly (readonly string[])[] = [
    ...outcomes.map(([name, outcome]) => [outcome, all[name].toLocaleString('en')]),
    ['linked', linked.toLocaleString('en')],
    ['in escrow', escrowed.toLocaleString('en')],
    ['requests', `${requests.count.toLocaleString('en')}, ${requests.perSecond.toFixed(1)} a second`],
    ['latency', `median ${requests.medianMs.toFixed(0)} ms, 95 % within ${requests.p95Ms.toFixed(0)} ms`],
  ];
  return table(
    ['Entries', ''],
    rows.map((cells) => cells.map(escaped)),
  );
}

function failures({ failures: groups }: Summary): string {
  if (groups.length === 0) return '<p>No entry failed.</p>';
  const rows = groups.map(({ count, code, reason, recommendedAction, examples }) =>
    [String(count), code, reason, recommendedAction, examples.join(', ')].map(escaped),
  );
  return `<h2>Failures</h2>${table(['How many', 'Code', 'Reason', 'What to do', 'Such as'], rows)}`;
}

function failedExchanges(failed: readonly Exchange[]): string {
  if (failed.length === 0) return '<p>No request failed.</p>';
  const rows = failed
    .slice(0, shownExchanges)
    .map(({ at, method, url, status, milliseconds, request, answer }) => [
      escaped(new Date(at).toISOString()),
      pre(`${method} ${url}`, request),
      `${status === 0 ? 'no answer' : status}<br><span class="muted">${milliseconds.toFixed(0)} ms</span>`,
      pre('', answer),
    ]);
  const more = failed.length > rows.length ? `<p>${failed.length - rows.length} more are not shown.</p>` : '';
  return `<h2>Failed requests</h2>${table(['Time', 'Request', 'Status', 'Answer'], rows)}${more}`;
}

function pre(line: string, body: object | undefined): string {
  const text = body === undefined ? '' : JSON.stringify(body, null, 1);
  return `<pre>${escaped([line, text].filter((part) => part !== '').join('\n'))}</pre>`;
}

/** Cells are HTML already. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = titles.map((title) => `<th>${escaped(title)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Data in a script element ends at nothing that stands in it. */
function scriptSafe(json: string): string {
  return json.replaceAll('<', String.raw`\u003c`);
}
