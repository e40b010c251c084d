import { randomUUID } from 'node:crypto';
import { contextOf, runCycle } from '../engine/cycle.ts';
import { fingerprintOfMapping } from '../engine/fingerprint.ts';
import { defaultLimits, type Job } from '../engine/job.ts';
import { verify } from '../engine/verify.ts';
import { ProvisioningFailure } from '../failure.ts';
import type { LogEntry } from '../log/entry.ts';
import type { EntryKind } from '../source/entry.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { defaultMapping } from '../mapping/schemaFile.ts';
import { stateInMemory } from '../state/jobState.ts';
import { painter, wantsColour } from '../table.ts';
import { createProvisioningClient, type ProvisioningClient } from '../wire/client.ts';
import { secretToken } from '../wire/credentials.ts';
import { servesGroups } from '../wire/discovery.ts';
import type { Exchange } from '../wire/exchange.ts';
import { Pace } from '../wire/pace.ts';
import { readAll } from '../wire/readAll.ts';
import { redactionOf } from '../wire/redact.ts';
import { noting, type Created } from './created.ts';
import { directory, teams } from './directory.ts';
import { differencesOf } from './differences.ts';
import { nextDay, nextDayTeams } from './nextDay.ts';
import { toSource, type Day } from './person.ts';
import { cycleTable, groupTable, storedTable, summary, verdict } from './report.ts';

/** The tenant to provision into, and where to write what happens. */
export interface DemoOptions {
  /** The provisioning tenant URL of an empty tenant. */
  readonly tenantUrl: string;
  /** The provisioning secret token. */
  readonly token: string;
  readonly write: (text: string) => void;
  /** Collects what the service has created and not removed again. */
  readonly created?: Created;
  /** Whether to colour; by default if stdout is a terminal and NO_COLOR is not set. */
  readonly colour?: boolean;
}

/** Small, so that reading 25 people takes several pages. */
const smallPage = 10;

/** The default mapping, except that it matches people by externalId alone. So the service has to refuse a taken userName. */
export function demoMapping(withGroups: boolean): Mapping {
  const mapping = defaultMapping(withGroups);
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
    redaction: redactionOf(demoMapping(false), [token]),
    // Somebody watches.
    maxAttempts: 2,
  });
}

/** A job that remembers one day until the next. */
function openJob(demo: DemoOptions, mapping: Mapping, exchanges: Exchange[]) {
  const { tenantUrl, token, created = new Map<string, EntryKind>() } = demo;
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
  const job = (day: Day): Job => ({
    // Entries alternate between the two dialects. One at a time, so that the tables have the order of the directory.
    ...{
      state,
      mapping,
      clients: [client, flagged],
      limits: defaultLimits,
      parallel: 1,
      allowDeletions: false,
    },
    directory: toSource(day),
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
  const withGroups = await servesGroups(openDemoClient({ ...demo, record: () => undefined }).wire);
  const { job, log, client, state } = openJob(demo, demoMapping(withGroups), exchanges);
  const account = async (day: Day): Promise<void> => {
    const [logged, sent] = [log.length, exchanges.length];
    await runCycle(job(day));
    const entries = log.slice(logged);
    write(`${cycleTable(entries, paint)}\n\n${summary(entries, exchanges.slice(sent))}\n`);
  };
  const today: Day = { people: directory, teams: withGroups ? teams : [] };
  const tomorrow: Day = { people: nextDay(directory), teams: nextDayTeams(today.teams) };

  const groups = withGroups ? ` and ${teams.length} groups` : '';
  heading(`Initial cycle: ${directory.length} people${groups} of Contoso → ${tenantUrl}`);
  await account(today);
  const links = new Map(state.links);

  heading('Incremental cycle: what the next day brings');
  await account(tomorrow);
  write(
    '* the service never returns it, so Entra sends it every time · flagged: ?aadOptscim062020 on the tenant URL\n',
  );

  heading('What is stored');
  const record = state.job;
  if (record === undefined) throw new TypeError('The job has no record.');
  const stored = await readAll(client, 'user', smallPage);
  const storedGroups = withGroups ? await readAll(client, 'group', smallPage) : [];
  const { differences } = await verify(contextOf(job(tomorrow), record, 'onDemand'));
  const all = await differencesOf({
    client,
    found: differences,
    stored: [...stored, ...storedGroups],
    before: today,
    links,
    tomorrow,
    log,
  });
  write(`${storedTable(stored, paint)}\n\n`);
  if (withGroups) write(`${groupTable(storedGroups, stored, paint)}\n\n`);
  write(`${verdict(stored.length, storedGroups.length, all, paint)}\n`);
  return all.length === 0;
}

/**
 * Provisions two days of the sample directory into a tenant, as Entra would, and prints what happens and what the service
 * stores.
 *
 * @returns whether the service stores what the directory has.
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
