import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { fingerprintOfMapping } from '../../entra/engine/fingerprint.ts';
import { defaultLimits, type Job, type Progress } from '../../entra/engine/job.ts';
import type { LogEntry } from '../../entra/log/entry.ts';
import type { Mapping } from '../../entra/mapping/mapping.ts';
import { defaultMapping, readMapping } from '../../entra/mapping/schemaFile.ts';
import { readSource } from '../../entra/source/read.ts';
import { jobFolder, type JobFolder } from '../../entra/state/folder.ts';
import { openJobState, type JobState } from '../../entra/state/jobState.ts';
import type { JobRecord } from '../../entra/state/records.ts';
import { createProvisioningClient, type ProvisioningClient } from '../../entra/wire/client.ts';
import { servesGroups } from '../../entra/wire/discovery.ts';
import type { Exchange } from '../../entra/wire/exchange.ts';
import { Pace } from '../../entra/wire/pace.ts';
import { redactionOf } from '../../entra/wire/redact.ts';
import { createWire, parseTenantUrl } from '../../entra/wire/wire.ts';
import { InputError } from '../../exitCode.ts';
import { credentialsOf, type AskCredentials } from './credentials.ts';
import { addTargetOptions, checkedTenantUrl, wholeNumber, type TargetOptions } from './targetOptions.ts';

/** The options of a provisioning job. Omitted ones are as in the last cycle. */
export interface JobOptions extends TargetOptions {
  readonly state: string;
  readonly source?: string;
  readonly mapping?: string;
  readonly parallel: number;
  readonly deletionThreshold: number;
  readonly allowDeletions?: boolean;
  readonly advance?: number;
}

/** `--state`, for commands that use a job. */
export function stateOption(): Option {
  return new Option('--state <folder>', 'folder with the state of the job').default(defaultState);
}

const defaultState = '.entra';

/** `--state`, for commands that use only the signing key in it. */
export function keyFolderOption(): Option {
  return new Option(
    '--state <folder>',
    'folder with the state of the job; here only the key of workload identity',
  ).default(defaultState);
}

/** The option that names the job again, for a proposed command. */
export function sameState({ state }: { readonly state: string }): string {
  return state === defaultState ? '' : ` --state ${state}`;
}

export function addJobOptions(command: Command): Command {
  return addTargetOptions(command)
    .addOption(stateOption())
    .option('--source <path>', 'folder or file with the directory: users, groups, members, assignments')
    .option(
      '--mapping <file>',
      'the schema of a provisioning job, as the portal downloads it (default: infra/entra/schema.json)',
    )
    .addOption(
      new Option('--parallel <number>', 'entries that are provisioned in parallel')
        .argParser(wholeNumber)
        .default(25),
    )
    .addOption(
      new Option(
        '--deletion-threshold <number>',
        'hold back disables and deletions if a cycle has more than this',
      )
        .argParser(wholeNumber)
        .default(defaultLimits.deletions),
    )
    .option('--allow-deletions', 'make the disables and deletions that were held back')
    .addOption(
      new Option(
        '--advance <time>',
        "put the job's clock forward, such as 6h or 2d, to see retries and the end of a quarantine",
      ).argParser(duration),
    );
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function duration(text: string): number {
  const [, number, unit = ''] = /^(\d{1,5})([smhd])$/.exec(text) ?? [];
  const factor = units[unit];
  if (number === undefined || factor === undefined)
    throw new InvalidArgumentError('It must be a time such as 40m, 6h or 2d.');
  return Number(number) * factor;
}

const unwatched: Watcher = { entry: () => undefined, exchange: () => undefined, progress: () => undefined };

/** A job that is ready to run. */
export interface OpenJob {
  readonly job: Job;
  readonly client: ProvisioningClient;
  readonly files: JobFolder;
  readonly record: JobRecord;
  close(): Promise<void>;
}

/** Is called with what a job does. */
interface Watcher {
  readonly entry: (entry: LogEntry) => void;
  readonly exchange: (exchange: Exchange) => void;
  readonly progress: (progress: Progress) => void;
}

/**
 * Opens the job of a state folder, which no other process may then open.
 *
 * @throws InputError if an option, the source or the mapping is wrong.
 */
export async function openJob(
  options: JobOptions,
  watcher = unwatched,
  ask: AskCredentials = (tenantUrl, keyFile) => credentialsOf(tenantUrl, options, keyFile),
): Promise<OpenJob> {
  const folder = resolve(options.state);
  const state = openJobState(folder);
  try {
    return await openWith(options, state, jobFolder(folder), watcher, ask);
  } catch (error) {
    state.close();
    throw error;
  }
}

async function openWith(
  options: JobOptions,
  state: JobState,
  files: JobFolder,
  watcher: Watcher,
  ask: AskCredentials,
): Promise<OpenJob> {
  const { tenantUrl, source, mapping: file } = told(options, state.job);
  const directory = await readSource(source);
  const access = await ask(tenantUrl, files.keyFile);
  const pace = new Pace(options.rate);
  const record = (exchange: Exchange) => {
    files.exchanges.append(exchange);
    watcher.exchange(exchange);
  };
  try {
    const common = { tenantUrl, credentials: access.credentials, pace, record };
    const plainWire = createWire({
      ...common,
      redaction: redactionOf(undefined, access.credentials.secrets),
    });
    const mapping = await mappingFor(file, () => servesGroups(plainWire));
    const client = createProvisioningClient({
      ...common,
      redaction: redactionOf(mapping, access.credentials.secrets),
    });
    const job = remembered(state, { tenantUrl, source, mapping: file }, mapping, options.advance ?? 0);
    return {
      client,
      files,
      record: job,
      job: {
        state,
        directory,
        mapping,
        clients: [client],
        limits: { ...defaultLimits, deletions: options.deletionThreshold },
        parallel: options.parallel,
        allowDeletions: options.allowDeletions === true,
        log: (entry) => {
          files.log.append(entry);
          watcher.entry(entry);
        },
        progress: watcher.progress,
        now: () => Date.now() + job.aheadMs,
      },
      close: async () => {
        state.close();
        await access.close();
      },
    };
  } catch (error) {
    await access.close();
    throw error;
  }
}

async function mappingFor(file: string | undefined, withGroups: () => Promise<boolean>): Promise<Mapping> {
  return file === undefined ? defaultMapping(await withGroups()) : readMapping(file);
}

type Told = Pick<JobRecord, 'tenantUrl' | 'source' | 'mapping'>;

/** The given options, else those of the last cycle. */
function told(options: JobOptions, before: JobRecord | undefined): Told {
  const tenantUrl = options.tenantUrl === undefined ? before?.tenantUrl : checkedTenantUrl(options.tenantUrl);
  const source = options.source === undefined ? before?.source : resolve(options.source);
  if (tenantUrl === undefined) throw new InputError('--tenant-url is missing: the URL to provision into.');
  if (source === undefined) {
    throw new InputError(
      '--source is missing: the folder or file with the directory. "entra sample <folder>" makes one.',
    );
  }
  if (before !== undefined && parseTenantUrl(before.tenantUrl).base !== parseTenantUrl(tenantUrl).base) {
    throw new InputError(
      `${options.state} contains the job for ${before.tenantUrl}. Name another folder for this job with --state.`,
    );
  }
  const mapping = options.mapping === undefined ? before?.mapping : resolve(options.mapping);
  return { tenantUrl, source, mapping };
}

/** The job's record with the given options. Another mapping needs an initial cycle. */
function remembered(state: JobState, now: Told, mapping: Mapping, advanceMs: number): JobRecord {
  const mappingFingerprint = fingerprintOfMapping(mapping);
  const before = state.job ?? newJob(now, mappingFingerprint);
  const isMappedAnew = before.mappingFingerprint !== mappingFingerprint;
  const job: JobRecord = {
    ...before,
    ...now,
    mappingFingerprint,
    aheadMs: before.aheadMs + advanceMs,
    ...(isMappedAnew && { generation: before.generation + 1, watermark: undefined, cycle: undefined }),
  };
  state.setJob(job);
  return job;
}

function newJob(now: Told, mappingFingerprint: string): JobRecord {
  return {
    ...now,
    mappingFingerprint,
    id: randomUUID(),
    key: randomUUID(),
    generation: 1,
    aheadMs: 0,
    cycle: undefined,
    watermark: undefined,
    quarantine: undefined,
    switchedOff: false,
  };
}
