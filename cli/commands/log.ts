import { InvalidArgumentError, Option } from 'commander';
import { readLogFilter } from '../../shared/users/logFilter.ts';
import { logActions } from '../../shared/store/logEntry.ts';
import { requireTenant } from '../../shared/tenants/change.ts';
import { lastEntries } from '../log/entries.ts';
import { followLog } from '../log/follow.ts';
import { readMoment } from '../log/moment.ts';
import { jsonPrinter, linePrinter } from '../log/printer.ts';
import { untilStopped } from '../signals.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { write, type Registration } from './command.ts';
import { InputError } from '../exitCode.ts';
import { exitWhenReaderCloses } from '../waitForOutput.ts';

interface LogOptions {
  readonly tenant: string;
  readonly from?: string;
  readonly to?: string;
  readonly user?: string;
  readonly action?: string;
  readonly count: number;
  readonly json?: boolean;
  readonly follow?: boolean;
  /** Milliseconds between two reads. */
  readonly interval: number;
}

export const registerLog: Registration = (program) => {
  program
    .command('log')
    .description("show a tenant's provisioning log: who changed which users, what was refused and why")
    .requiredOption('--tenant <tenant>', 'tenant whose log to show')
    .option(
      '--from <time>',
      'entries since this time: 2026-01-31T08:00:00Z, 2026-01-31, or 90m, 24h, 7d ago',
      moment,
    )
    .option('--to <time>', 'entries before this time', moment)
    .option(
      '--user <id>',
      'entries of this user: id, externalId (also an earlier one), or userName if a create was refused',
    )
    .option(
      '--action <actions>',
      `entries with these actions: ${logActions.join(', ')}; separate several with commas`,
    )
    .option('--count <number>', 'number of entries, the newest', number, 50)
    .option('--json', 'print one JSON object per line, for scripts')
    .addOption(new Option('--follow', 'keep showing new entries, until Ctrl-C').conflicts('to'))
    .addOption(new Option('--interval <milliseconds>').argParser(number).default(2_000).hideHelp())
    .action(log);
};

function moment(text: string): string {
  return readMoment(text, new Date());
}

function number(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** `uniflow-scim log --tenant <tenant>`: newest last, as in any log. */
async function log(options: LogOptions): Promise<void> {
  const { tenant, count, follow = false, json = false, interval } = options;
  const filter = readLogFilter(options);
  if (count === 0 && !follow)
    throw new InputError(
      'The --count is at least 1. Only with --follow it may be 0, to see nothing but what is new.',
    );
  const settings = await commandSettings();
  await requireTenant(await openTenants(settings), tenant);
  const stopping = new AbortController();
  const partition = { table: await openUsers(settings), tenant, signal: stopping.signal };
  const print = json ? jsonPrinter(tenant, write) : linePrinter(process.stdout);
  exitWhenReaderCloses();
  if (!follow) {
    const entries = await lastEntries(partition, filter, count);
    print(entries);
    if (entries.length === 0) tell('The log has no such entry.');
    // To know whether there are older entries could take a walk through the whole log.
    if (entries.length === count && !json)
      tell(`These are the newest ${count}. For more, if there are any:  --count <number>`);
    return;
  }
  void untilStopped().then(() => {
    stopping.abort();
  });
  const onTrouble = () => {
    tell('Storage does not answer. It is asked again.');
  };
  for await (const entries of followLog(partition, { filter, count, intervalMs: interval, onTrouble }))
    print(entries);
}

/** Messages go to standard error: standard output may be piped. */
function tell(message: string): void {
  process.stderr.write(`${message}\n`);
}
