import { Option, type Command } from 'commander';
import type { Action, LogEntry, LogStatus } from '../../entra/log/entry.ts';
import { toGraph, toLogCsv } from '../../entra/log/graph.ts';
import { logTable } from '../../entra/log/table.ts';
import { jobFolder } from '../../entra/state/folder.ts';
import { readJobState } from '../../entra/state/jobState.ts';
import { painter, wantsColour } from '../../entra/table.ts';
import { write } from '../command.ts';
import { stateOption } from './jobOptions.ts';
import { wholeNumber } from './targetOptions.ts';

interface LogOptions {
  readonly state: string;
  readonly format: 'table' | 'json' | 'csv';
  readonly status?: LogStatus;
  readonly action?: Action;
  readonly user?: string;
  readonly count: number;
  readonly lastCycle?: boolean;
}

export function registerEntraLog(entra: Command): void {
  entra
    .command('log')
    .description('print the provisioning log of a job, the newest last')
    .addOption(stateOption())
    .addOption(
      new Option(
        '--format <format>',
        "table; json: a line for each entry, as Microsoft Graph has it; csv: Entra's columns",
      )
        .choices(['table', 'json', 'csv'])
        .default('table'),
    )
    .addOption(new Option('--status <status>').choices(['success', 'failure', 'skipped', 'warning']))
    .addOption(
      new Option('--action <action>').choices([
        'create',
        'update',
        'disable',
        'delete',
        'stageddelete',
        'other',
      ]),
    )
    .option('--user <text>', 'of whom: a part of the name, or an id in the directory or in the application')
    .option('--last-cycle', 'of the last cycle only')
    .addOption(new Option('--count <number>', 'the newest so many').argParser(wholeNumber).default(100))
    .action(log);
}

async function log(options: LogOptions): Promise<void> {
  const { job } = readJobState(options.state);
  const entries: LogEntry[] = [];
  for await (const entry of jobFolder(options.state).log.read()) {
    if (!isAsked(entry, options, job.cycle?.id)) continue;
    entries.push(entry);
    if (entries.length > options.count) entries.shift();
  }
  const origin = { jobId: job.id, tenantUrl: job.tenantUrl };
  if (options.format === 'csv') write(toLogCsv(entries, origin));
  else if (options.format === 'json') {
    for (const entry of entries) write(`${JSON.stringify(toGraph(entry, origin))}\n`);
  } else write(`${logTable(entries, painter(wantsColour(process.stdout, process.env.NO_COLOR)))}\n`);
}

function isAsked(
  entry: LogEntry,
  { status, action, user, lastCycle }: LogOptions,
  cycleId?: string,
): boolean {
  const names = [entry.source, entry.target].flatMap(({ id, displayName }) => [id, displayName]);
  return (
    (status === undefined || entry.status === status) &&
    (action === undefined || entry.action === action) &&
    (user === undefined || names.some((name) => name.toLowerCase().includes(user.toLowerCase()))) &&
    (lastCycle !== true || entry.cycleId === cycleId)
  );
}
