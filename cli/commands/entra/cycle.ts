import { writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { runCycle } from '../../entra/engine/cycle.ts';
import type { Progress as CycleProgress } from '../../entra/engine/job.ts';
import { cycleEveryMs } from '../../entra/engine/quarantine.ts';
import { ProvisioningFailure } from '../../entra/failure.ts';
import type { LogEntry } from '../../entra/log/entry.ts';
import { htmlReport } from '../../entra/report/html.ts';
import { SummaryBuilder, statusOf } from '../../entra/report/summary.ts';
import { summaryText } from '../../entra/report/text.ts';
import type { CycleRecord, JobRecord } from '../../entra/state/records.ts';
import { painter, wantsColour } from '../../entra/table.ts';
import { systemClock } from '../../entra/wire/clock.ts';
import type { Exchange } from '../../entra/wire/exchange.ts';
import { exitCode } from '../../exitCode.ts';
import { explainError } from '../../explainError.ts';
import { programName } from '../../programName.ts';
import { withProgress } from '../../progress.ts';
import { untilStopped } from '../../signals.ts';
import { json, outputOf, write, type Json } from '../command.ts';
import { shownBy } from './cycleProgress.ts';
import { addJobOptions, duration, openJob, sameState, type JobOptions, type OpenJob } from './jobOptions.ts';
import { credentialsOnce, type AskCredentials } from './credentials.ts';
import { watch } from './watch.ts';

interface CycleOptions extends JobOptions, Json {
  readonly watch?: boolean;
  readonly interval: number;
  readonly report?: string;
}

export function registerEntraCycle(entra: Command): void {
  addJobOptions(entra.command('cycle'))
    .description(
      'run a provisioning cycle, or continue an interrupted one. The first cycle is an initial one, the others are incremental',
    )
    .option('--watch', 'run one cycle after the other until Ctrl-C')
    .addOption(
      new Option('--interval <time>', 'pause between two cycles, with --watch')
        .argParser(duration)
        .default(cycleEveryMs, '40m'),
    )
    .option(
      '--report <file>',
      'write an HTML page with the result, plots of requests and latency, and all failed requests',
    )
    .option(...json)
    .action(cycle);
}

async function cycle(options: CycleOptions): Promise<void> {
  const ask = credentialsOnce(options);
  try {
    const run = async () => {
      process.exitCode = await oneCycle(options, ask.credentials);
    };
    if (options.watch !== true) {
      await run();
      return;
    }
    const failed = (error: Error) => {
      process.stderr.write(`${explainError(error)}\n`);
    };
    // Listens all the time: a listener that comes and goes with each cycle would miss a Ctrl-C between two cycles.
    await Promise.race([untilStopped(), watch(run, options.interval, systemClock, failed)]);
  } finally {
    await ask.close();
  }
}

function howToContinue(options: CycleOptions): string {
  return `The cycle was interrupted. "${programName()} entra cycle${sameState(options)}" continues it.`;
}

/** @returns the exit code. */
async function oneCycle(options: CycleOptions, credentials: AskCredentials): Promise<number> {
  const summary = new SummaryBuilder();
  let show: (progress: CycleProgress) => void = () => undefined;
  const watcher = {
    entry: summary.entry.bind(summary),
    exchange: summary.exchange.bind(summary),
    progress: (progress: CycleProgress) => {
      show(progress);
    },
  };
  const opened = await openJob(options, watcher, credentials);
  try {
    const wait = waitOf(options, opened.record, opened.job.now());
    if (wait !== undefined) {
      outputOf(options).note(wait);
      return exitCode.nothingDone;
    }
    await continueSummary(opened, summary);
    const ended = await withProgress(howToContinue(options), (progress) => {
      show = shownBy(progress);
      return runToEnd(opened);
    });
    await print(options, opened, ended, summary);
    const isDone = ended.result === 'Succeeded' && opened.job.state.job?.quarantine === undefined;
    return isDone ? exitCode.done : exitCode.failed;
  } finally {
    await opened.close();
  }
}

/** Why no cycle is due: in quarantine, the pauses between cycles become longer and longer. */
function waitOf(options: CycleOptions, record: JobRecord, now: number): string | undefined {
  const lift = `"${programName()} entra restart${sameState(options)}" ends the quarantine; --advance puts the job's clock forward.`;
  if (record.switchedOff) return `The job is switched off after four weeks in quarantine. ${lift}`;
  const { quarantine } = record;
  if (quarantine === undefined || quarantine.next <= now) return undefined;
  const next = new Date(quarantine.next).toISOString();
  return `The job is in quarantine (${quarantine.reason}): ${quarantine.detail} Its next cycle is due at ${next}. ${lift}`;
}

/** Counts what an interrupted cycle has done already, and forgets the requests of a cycle that has ended. */
async function continueSummary(
  { files, record: { cycle } }: OpenJob,
  summary: SummaryBuilder,
): Promise<void> {
  if (cycle === undefined || cycle.ended !== undefined) {
    files.exchanges.clear();
    return;
  }
  for await (const entry of files.log.read()) if (entry.cycleId === cycle.id) summary.entry(entry);
  for await (const exchange of files.exchanges.read()) summary.exchange(exchange);
}

/** Runs the cycle until it has a result. A quarantine is a result, too. */
async function runToEnd({ job }: OpenJob): Promise<CycleRecord> {
  try {
    return await runCycle(job);
  } catch (error) {
    const { cycle, quarantine } = job.state.job ?? {};
    if (!(error instanceof ProvisioningFailure) || quarantine === undefined || cycle === undefined)
      throw error;
    return cycle;
  }
}

async function print(
  options: CycleOptions,
  { job, files, record }: OpenJob,
  cycle: CycleRecord,
  builder: SummaryBuilder,
): Promise<void> {
  const { state } = job;
  const summary = builder.summary(state.links.values());
  if (options.report !== undefined) {
    const exchanges: Exchange[] = [];
    for await (const exchange of files.exchanges.read()) exchanges.push(exchange);
    const entries: LogEntry[] = [];
    for await (const entry of files.log.read()) if (entry.cycleId === cycle.id) entries.push(entry);
    const report = htmlReport({ job: state.job ?? record, cycle, summary, exchanges, entries });
    await writeFile(options.report, report);
  }
  const output = outputOf(options);
  const status = state.job === undefined ? 'NotRun' : statusOf(state.job);
  const quarantine = state.job?.quarantine;
  output.json({ status, quarantine, cycle, ...summary });
  if (options.json === true) return;
  write(`\n${summaryText(cycle, summary, painter(wantsColour(process.stdout, process.env.NO_COLOR)))}\n`);
  if (quarantine !== undefined)
    output.warn(`The job is in quarantine (${quarantine.reason}): ${quarantine.detail}`);
}
