import type { Command } from 'commander';
import { statusOf } from '../../entra/report/summary.ts';
import { readJobState } from '../../entra/state/jobState.ts';
import type { Link } from '../../entra/state/records.ts';
import { json, outputOf, type Json } from '../command.ts';
import { stateOption } from './jobOptions.ts';

interface StatusOptions extends Json {
  readonly state: string;
}

export function registerEntraStatus(entra: Command): void {
  entra
    .command('status')
    .description('show the status of a job: its last cycle, linked entries, entries in escrow, quarantine')
    .addOption(stateOption())
    .option(...json)
    .action(status);
}

function status(options: StatusOptions): void {
  const { job, links } = readJobState(options.state);
  const { cycle, quarantine } = job;
  const all = [...links.values()];
  const linked = (kind: Link['kind']) =>
    all.filter((link) => link.kind === kind && link.targetId !== undefined).length;
  const escrowed = all.filter(({ escrow }) => escrow !== undefined);
  const staged = all.filter((link) => link.staged).length;
  const output = outputOf(options);
  output.json({
    ...{ status: statusOf(job), tenantUrl: job.tenantUrl, source: job.source, cycle, quarantine },
    ...{ users: linked('user'), groups: linked('group'), staged },
    escrow: escrowed.map(({ objectId, label, escrow }) => ({ objectId, label, ...escrow })),
  });
  output.fields(`The job is ${statusOf(job)}.`, {
    'Tenant URL': job.tenantUrl,
    Source: job.source,
    Mapping: job.mapping ?? 'the default, infra/entra/schema.json',
    'Last cycle':
      cycle === undefined ? 'none yet' : `${cycle.kind}, ${cycle.result ?? 'interrupted or running'}`,
    Began: cycle === undefined ? '–' : timeOf(cycle.started),
    Watermark: job.watermark === undefined ? 'none: the next cycle is an initial one' : timeOf(job.watermark),
    'Users linked': String(linked('user')),
    'Groups linked': String(linked('group')),
    'In escrow': String(escrowed.length),
    'Deletions held back': String(staged),
    ...(job.aheadMs > 0 && { 'Clock ahead by': `${job.aheadMs / 3_600_000} h` }),
  });
  if (quarantine !== undefined) {
    output.warn(
      `In quarantine since ${timeOf(quarantine.since)} (${quarantine.reason}), next cycle due at ${timeOf(quarantine.next)}: ${quarantine.detail}`,
    );
  }
  if (escrowed.length === 0) return;
  const rows = escrowed.map(({ label, escrow }) => [
    label,
    escrow?.code ?? '',
    escrow?.next === undefined ? 'none' : timeOf(escrow.next),
    escrow?.reason ?? '',
  ]);
  output.table(
    'In escrow',
    [{ title: 'Who' }, { title: 'Code' }, { title: 'Next try' }, { title: 'Reason' }],
    rows,
  );
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+/, '');
}
