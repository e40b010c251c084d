import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { logCsv } from '../../entra/log/csv.ts';
import type { Action, LogEntry, LogStatus } from '../../entra/log/entry.ts';
import { toGraph } from '../../entra/log/graph.ts';
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
  readonly csvFiles?: string;
  readonly status?: LogStatus;
  readonly action?: Action;
  readonly user?: string;
  readonly count: number;
  readonly lastCycle?: boolean;
}

export function registerEntraLog(entra: Command): void {
  entra
    .command('log')
    .description("print the job's provisioning log; the newest entry is last")
    .addOption(stateOption())
    .addOption(
      new Option(
        '--format <format>',
        "table; json: one line for each entry, in Microsoft Graph's form; csv: the log without steps and properties",
      )
        .choices(['table', 'json', 'csv'])
        .default('table'),
    )
    .option(
      '--csv-files <folder>',
      'write the three CSV files that the portal downloads: log, steps, modified properties',
    )
    .addOption(
      new Option('--status <status>', 'show only these entries').choices([
        ...['success', 'failure', 'skipped', 'warning'],
      ]),
    )
    .addOption(
      new Option('--action <action>', 'show only these entries').choices([
        ...['create', 'update', 'disable', 'delete', 'stageddelete', 'other'],
      ]),
    )
    .option('--user <text>', 'show only entries whose name contains this, or whose id is this')
    .option('--last-cycle', 'show only entries of the last cycle')
    .addOption(
      new Option('--count <number>', 'show at most this many, the newest')
        .argParser(wholeNumber)
        .default(100),
    )
    .action(log);
}

async function log(options: LogOptions): Promise<void> {
  const { job } = readJobState(options.state);
  const entries: LogEntry[] = [];
  for await (const entry of jobFolder(options.state).log.read()) {
    if (!isWanted(entry, options, job.cycle?.id)) continue;
    entries.push(entry);
    if (entries.length > options.count) entries.shift();
  }
  const origin = { jobId: job.id, tenantUrl: job.tenantUrl };
  const files = logCsv(entries, origin);
  if (options.csvFiles !== undefined) {
    await mkdir(options.csvFiles, { recursive: true });
    for (const { name, text } of files) await writeFile(join(options.csvFiles, name), text);
    write(`${files.map(({ name }) => join(options.csvFiles ?? '', name)).join('\n')}\n`);
  } else if (options.format === 'csv') write(files[0].text);
  else if (options.format === 'json') {
    for (const entry of entries) write(`${JSON.stringify(toGraph(entry, origin))}\n`);
  } else if (entries.length === 0) write('No log entries.\n');
  else write(`${logTable(entries, painter(wantsColour(process.stdout, process.env.NO_COLOR)))}\n`);
}

function isWanted(
  { status, action, cycleId, source, target }: LogEntry,
  options: LogOptions,
  lastCycleId: string | undefined,
): boolean {
  const user = options.user?.toLowerCase();
  const named = [source, target].some(
    ({ id, displayName }) => id.toLowerCase() === user || displayName.toLowerCase().includes(user ?? ''),
  );
  return (
    (options.status === undefined || status === options.status) &&
    (options.action === undefined || action === options.action) &&
    (user === undefined || named) &&
    (options.lastCycle !== true || cycleId === lastCycleId)
  );
}
