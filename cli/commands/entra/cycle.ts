import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import { runCycle } from '../../entra/engine/cycle.ts';
import type { Progress as CycleProgress } from '../../entra/engine/job.ts';
import { cycleEveryMs } from '../../entra/engine/quarantine.ts';
import { ProvisioningFailure } from '../../entra/failure.ts';
import { htmlReport } from '../../entra/report/html.ts';
import { SummaryBuilder, statusOf } from '../../entra/report/summary.ts';
import { summaryText } from '../../entra/report/text.ts';
import type { CycleRecord, JobRecord } from '../../entra/state/records.ts';
import { painter, wantsColour } from '../../entra/table.ts';
import type { Exchange } from '../../entra/wire/exchange.ts';
import { exitCode } from '../../exitCode.ts';
import { programName } from '../../programName.ts';
import { withProgress } from '../../progress.ts';
import { json, outputOf, write, type Json } from '../command.ts';
import { shownBy } from './cycleProgress.ts';
import { addJobOptions, duration, openJob, type JobOptions, type OpenJob } from './jobOptions.ts';

interface CycleOptions extends JobOptions, Json {
  readonly watch?: boolean;
  readonly interval: number;
  readonly report?: string;
}

export function registerEntraCycle(entra: Command): void {
  addJobOptions(entra.command('cycle'))
    .description(
      'run a provisioning cycle: an initial one first, then incremental ones; one that was interrupted goes on',
    )
    .option('--watch', 'run one cycle after the other until Ctrl-C')
    .addOption(
      new Option('--interval <time>', 'between two cycles with --watch')
        .argParser(duration)
        .default(cycleEveryMs, '40m'),
    )
    .option(
      '--report <file>',
      'write a page with the result, plots of requests and latency, and every failed exchange',
    )
    .option(...json)
    .action(cycle);
}

async function cycle(options: CycleOptions): Promise<void> {
  for (;;) {
    process.exitCode = await oneCycle(options);
    if (options.watch !== true) return;
    await sleep(options.interval);
  }
}

function goOn(): string {
  return `The cycle did not end. "${programName()} entra cycle" goes on with it.`;
}

/** @returns the exit code. */
async function oneCycle(options: CycleOptions): Promise<number> {
  const summary = new SummaryBuilder();
  let show: (progress: CycleProgress) => void = () => undefined;
  const opened = await openJob(options, {
    entry: (entry) => {
      summary.entry(entry);
    },
    exchange: (exchange) => {
      summary.exchange(exchange);
    },
    progress: (progress) => {
      show(progress);
    },
  });
  try {
    const wait = waitOf(opened.record, opened.job.now());
    if (wait !== undefined) {
      outputOf(options).note(wait);
      return exitCode.nothingDone;
    }
    return await withProgress(goOn(), (progress) => {
      show = shownBy(progress);
      return runOpened(options, opened, summary);
    });
  } finally {
    await opened.close();
  }
}

/** Why no cycle is due: a job in quarantine is tried more and more seldom. */
function waitOf(record: JobRecord, now: number): string | undefined {
  const lift = `"${programName()} entra restart" lifts it; --advance puts the job's clock forward.`;
  if (record.switchedOff) return `The job is switched off after four weeks in quarantine. ${lift}`;
  const { quarantine } = record;
  if (quarantine === undefined || quarantine.next <= now) return undefined;
  const next = new Date(quarantine.next).toISOString();
  return `The job is in quarantine (${quarantine.reason}) and tried again at ${next}: ${quarantine.detail} ${lift}`;
}

async function runOpened(options: CycleOptions, opened: OpenJob, summary: SummaryBuilder): Promise<number> {
  const { job, files, record } = opened;
  // The requests of a cycle that goes on belong together.
  if (record.cycle === undefined || record.cycle.ended !== undefined) files.exchanges.clear();
  const { state } = job;
  try {
    const cycle = await runCycle(job);
    await print(options, opened, cycle, summary);
    return cycle.result === 'Succeeded' && state.job?.quarantine === undefined
      ? exitCode.done
      : exitCode.failed;
  } catch (error) {
    if (!(error instanceof ProvisioningFailure) || state.job?.quarantine === undefined) throw error;
    if (state.job.cycle !== undefined) await print(options, opened, state.job.cycle, summary);
    return exitCode.failed;
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
    await writeFile(options.report, htmlReport({ job: state.job ?? record, cycle, summary, exchanges }));
  }
  const output = outputOf(options);
  const status = state.job === undefined ? 'NotRun' : statusOf(state.job);
  output.json({ status, quarantine: state.job?.quarantine, cycle, ...summary });
  if (options.json === true) return;
  write(`\n${summaryText(cycle, summary, painter(wantsColour(process.stdout, process.env.NO_COLOR)))}\n`);
  const quarantine = state.job?.quarantine;
  if (quarantine !== undefined)
    output.warn(`The job is in quarantine (${quarantine.reason}): ${quarantine.detail}`);
}
