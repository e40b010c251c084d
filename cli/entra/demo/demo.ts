import { randomUUID } from 'node:crypto';
import { contextOf, runCycle } from '../engine/cycle.ts';
import { fingerprintOfMapping } from '../engine/fingerprint.ts';
import { defaultLimits, type Job } from '../engine/job.ts';
import { verify } from '../engine/verify.ts';
import { ProvisioningFailure } from '../failure.ts';
import type { LogEntry } from '../log/entry.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { defaultMapping } from '../mapping/schemaFile.ts';
import { stateInMemory } from '../state/jobState.ts';
import { painter, wantsColour } from '../table.ts';
import { createProvisioningClient, type ProvisioningClient } from '../wire/client.ts';
import { secretToken } from '../wire/credentials.ts';
import type { Exchange } from '../wire/exchange.ts';
import { Pace } from '../wire/pace.ts';
import { readAll } from '../wire/readAll.ts';
import { redactionOf } from '../wire/redact.ts';
import { noting } from './created.ts';
import { directory } from './directory.ts';
import { differencesOf } from './differences.ts';
import { nextDay } from './nextDay.ts';
import { toSource, type Directory } from './person.ts';
import { cycleTable, storedTable, summary, verdict } from './report.ts';

/** Where to provision to, and where to write the account of it. */
export interface DemoOptions {
  /** The provisioning tenant URL of an empty tenant. */
  readonly tenantUrl: string;
  /** The provisioning secret token. */
  readonly token: string;
  readonly write: (text: string) => void;
  /** Is given the ids of whom the service has made, and not removed again. */
  readonly created?: Set<string>;
  /** Whether to colour; by default where stdout is a terminal and NO_COLOR is not set. */
  readonly colour?: boolean;
}

/** Small on purpose: reading 25 people takes several pages. */
const smallPage = 10;

/** The default mapping, but that people are matched by externalId alone: then the service is asked to refuse a taken name. */
export function demoMapping(): Mapping {
  const mapping = defaultMapping(false);
  const attributes = mapping.user.attributes.map((row) =>
    row.target.path === 'userName' ? { ...row, matchingPriority: 0 } : row,
  );
  return { ...mapping, user: { ...mapping.user, attributes } };
}

interface ClientOptions extends Pick<DemoOptions, 'tenantUrl' | 'token'> {
  readonly record: (exchange: Exchange) => void;
}

export function openDemoClient({ tenantUrl, token, record }: ClientOptions): ProvisioningClient {
  return createProvisioningClient({
    ...{ tenantUrl, record, pace: new Pace(Infinity) },
    credentials: secretToken(token),
    redaction: redactionOf(demoMapping(), [token]),
    // Somebody watches.
    maxAttempts: 2,
  });
}

/** What is remembered from one day to the next, and what was logged. */
function openJob(demo: DemoOptions, exchanges: Exchange[]) {
  const { tenantUrl, token, created = new Set() } = demo;
  const mapping = demoMapping();
  const log: LogEntry[] = [];
  const open = (url: string) =>
    noting(openDemoClient({ token, tenantUrl: url, record: (one) => exchanges.push(one) }), created);
  const client = open(tenantUrl);
  const flagged = open(`${tenantUrl}${tenantUrl.includes('?') ? '&' : '?'}aadOptscim062020`);
  const state = stateInMemory();
  state.setJob({
    ...{ id: randomUUID(), tenantUrl, source: 'Contoso', mapping: undefined, key: randomUUID() },
    ...{ mappingFingerprint: fingerprintOfMapping(mapping), generation: 1, aheadMs: 0, switchedOff: false },
    ...{ cycle: undefined, watermark: undefined, quarantine: undefined },
  });
  const job = (people: Directory): Job => ({
    // People take turns in the two dialects, one after the other, so that the account reads like the directory.
    ...{
      state,
      mapping,
      clients: [client, flagged],
      limits: defaultLimits,
      parallel: 1,
      allowDeletions: false,
    },
    directory: toSource(people),
    log: (entry) => log.push(entry),
    progress: () => undefined,
    now: Date.now,
  });
  return { job, log, client, state };
}

async function provision(demo: DemoOptions): Promise<boolean> {
  const { tenantUrl, write, colour } = demo;
  const paint = painter(colour ?? wantsColour(process.stdout, process.env.NO_COLOR));
  const heading = (text: string): void => {
    write(`\n${paint('bold', text)}\n\n`);
  };
  const exchanges: Exchange[] = [];
  const { job, log, client, state } = openJob(demo, exchanges);
  const account = async (people: Directory): Promise<void> => {
    const [logged, sent] = [log.length, exchanges.length];
    await runCycle(job(people));
    const entries = log.slice(logged);
    write(`${cycleTable(entries, paint)}\n\n${summary(entries, exchanges.slice(sent))}\n`);
  };
  const tomorrow = nextDay(directory);

  heading(`Initial cycle: ${directory.length} people of Contoso → ${tenantUrl}`);
  await account(directory);
  const links = new Map(state.links);

  heading('Incremental cycle: what the next day brings');
  await account(tomorrow);
  write(
    '* cannot be read back, so it is sent every time · flagged: with ?aadOptscim062020 on the tenant URL\n',
  );

  heading('What is stored');
  const record = state.job;
  if (record === undefined) throw new TypeError('The job has no record.');
  const stored = await readAll(client, 'user', smallPage);
  const { differences } = await verify(contextOf(job(tomorrow), record, 'onDemand'));
  const all = await differencesOf({
    client,
    found: differences,
    stored,
    before: directory,
    links,
    tomorrow,
    log,
  });
  write(`${storedTable(stored, paint)}\n\n${verdict(stored.length, all, paint)}\n`);
  return all.length === 0;
}

/**
 * Provisions the sample directory into a tenant as Entra would, for two days, and prints what happened and what is stored.
 *
 * @returns whether what is stored is what the directory says
 */
export async function runDemo(options: DemoOptions): Promise<boolean> {
  try {
    return await provision(options);
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    options.write(`\n✘ ${error.message}\n`);
    return false;
  }
}
