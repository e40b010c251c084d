import { uplotScript, uplotStyle } from '../../../generated/reportAssets.ts';
import { stringOr } from '../json.ts';
import type { LogEntry } from '../log/entry.ts';
import { whatOf } from '../log/what.ts';
import type { CycleRecord, JobRecord } from '../state/records.ts';
import type { Exchange } from '../wire/exchange.ts';
import { html, nothing, scriptJson, type Html } from '../../../shared/api/markup.ts';
import { drawing, style } from './page.ts';
import { isFailed, seriesOf } from './series.ts';
import { statusOf, type FailureGroup, type Summary } from './summary.ts';
import { outcomes } from './text.ts';

/** The contents of a report. */
export interface ReportInput {
  readonly job: JobRecord;
  readonly cycle: CycleRecord;
  readonly summary: Summary;
  readonly exchanges: readonly Exchange[];
  /** The log of the cycle. */
  readonly entries: readonly LogEntry[];
}

/** Rows of a list beyond which a page becomes slow and nobody reads on. */
const shownRows = 500;

/** One page that needs no other file and sends no request. The exchanges and entries given to it must be free of secrets. */
export function htmlReport(input: ReportInput): string {
  const { job, cycle, summary, exchanges, entries } = input;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
        />
        <title>Provisioning of ${job.tenantUrl}</title>
        <style>
          ${{ html: uplotStyle + style }}
        </style>
      </head>
      <body>
        <main>
          ${heading(job, cycle)} ${tiles(summary)}
          <h2>Requests</h2>
          <div class="sheet plot" id="requests"></div>
          <div class="sheet plot" id="latency"></div>
          <h2>Failed entries</h2>
          ${summary.failures.length === 0 ? html`<p class="good">No entry failed.</p>` : summary.failures.map(failure)}
          <h2>Failed requests</h2>
          ${failedRequests(exchanges.filter(isFailed))}
          <h2>Log</h2>
          ${log(entries)}
        </main>
        <script type="application/json" id="series">
          ${scriptJson(seriesOf(exchanges))}
        </script>
        <script>
          ${{ html: uplotScript }};
        </script>
        <script>
          ${{ html: drawing }};
        </script>
      </body>
    </html> `;
  return page.html;
}

function heading(job: JobRecord, cycle: CycleRecord): Html {
  const { quarantine } = job;
  const result = cycle.result ?? 'interrupted';
  const tone = result === 'Succeeded' ? 'good' : result === 'EntryLevelErrors' ? 'warn' : 'bad';
  const took = ((cycle.ended ?? cycle.started) - cycle.started) / 1000;
  return html`<p class="soft">Provisioning report</p>
    <h1>${job.tenantUrl}</h1>
    <p>
      <span class="badge ${tone}">${result}</span> ${cycle.kind === 'initial' ? 'Initial' : 'Incremental'}
      cycle, began ${momentOf(cycle.started)}, took ${took.toFixed(1)} s. The job is
      <strong>${statusOf(job)}</strong>.
    </p>
    ${quarantine === undefined ? nothing : html`<p class="sheet alarm"><strong class="bad">Quarantine: ${quarantine.reason}</strong><br />${quarantine.detail}</p>`}`;
}

function tiles({ counts, linked, escrowed, requests }: Summary): Html {
  const all: readonly (readonly [string, string | number])[] = [
    ...outcomes.map(([name, outcome]) => [outcome, counts[name]] as const),
    ['linked', linked],
    ['in escrow', escrowed],
    ['requests', requests.count],
    ['failed requests', requests.failed],
    ['requests a second', requests.perSecond.toFixed(1)],
    ['median latency', `${requests.medianMs.toFixed(0)} ms`],
    ['95 % within', `${requests.p95Ms.toFixed(0)} ms`],
  ];
  return html`<dl class="tiles">
    ${all.map(
      ([name, value]) =>
        html`<div class="${value === 0 ? 'none' : ''}">
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function failure({ count, code, reason, recommendedAction, examples }: FailureGroup): Html {
  return html`<div class="sheet">
    <p><strong class="bad">${count} × ${code}</strong> ${reason}</p>
    <p>→ ${recommendedAction}</p>
    <p class="soft">Such as ${examples.join(', ')}</p>
  </div>`;
}

function failedRequests(failed: readonly Exchange[]): Html {
  if (failed.length === 0) return html`<p class="good">No request failed.</p>`;
  return html`<div class="sheet">${failed.slice(0, shownRows).map(failedRequest)}</div>
    ${andMore(failed)}`;
}

function failedRequest({ at, method, url, status, milliseconds, request, answer }: Exchange): Html {
  const short = new URL(url).pathname.split('/').slice(-2).join('/');
  return html`<details>
    <summary>
      <b>${status === 0 ? 'no answer' : String(status)}</b> ${method} …/${short}
      <span class="soft"
        >${stringOr(answer?.detail)} (${momentOf(at).slice(11)}, ${milliseconds.toFixed(0)} ms)</span
      >
    </summary>
    <div class="pair">
      <pre>
${method} ${url}
${jsonOf(request)}</pre>
      <pre>
${status === 0 ? 'no answer' : String(status)}
${jsonOf(answer)}</pre>
    </div>
  </details>`;
}

function log(entries: readonly LogEntry[]): Html {
  const rows = entries.slice(0, shownRows).map(
    (entry) =>
      html`<tr>
        <td>${entry.action}</td>
        <td class="${entry.status === 'failure' ? 'bad' : ''}">${entry.status}</td>
        <td>${entry.source.displayName}</td>
        <td>${whatOf(entry)}</td>
      </tr>`,
  );
  return html`<details class="sheet">
    <summary>${entries.length} entries</summary>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Action</th>
            <th>Status</th>
            <th>Who</th>
            <th>What</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${andMore(entries)}
  </details>`;
}

function andMore(all: readonly unknown[]): Html {
  const more = all.length - shownRows;
  return more > 0 ? html`<p class="soft">${more} more are not shown.</p>` : nothing;
}

function jsonOf(body: object | undefined): string {
  return body === undefined || Object.keys(body).length === 0 ? '' : JSON.stringify(body, null, 1);
}

/** To the second, in UTC. */
function momentOf(milliseconds: number): string {
  return new Date(milliseconds)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}
