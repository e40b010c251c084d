/** Monthly cost of a deployment by its number of users: `npm run costs` writes it into docs/operate.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { measureLayout, type Layout, type RequestKind, type RowSize } from '../bench/scale/costs.ts';
import { formatPage } from './formatPage.ts';

export const costsPage = join(import.meta.dirname, '../docs/operate.md');

/** Assumptions about customers and platform; replace them if you know better. */
export const assumed = {
  usersOfTenant: 1_000,
  changedEachDay: 0.01,
  joinAndLeaveEachYear: 0.2,
  withManager: 0.9,
  groupsOfTenant: 20,
  groupsOfUser: 3,
  /** Of all memberships. */
  membershipsChangedEachDay: 0.001,
  /** Members that Entra adds by one request in its first cycle. */
  membersOfRequest: 100,
  daysOfMonth: 30,
  /** Cycles of Entra: one every 40 minutes. */
  cyclesEachDay: 36,
  logDays: 90,
  /** Minimum time that Flex Consumption bills for a request. */
  secondsOfRequest: 1,
  instanceGigabytes: 2,
  loggedBytesOfRequest: 3_000,
  alertsOnLogs: 5,
} as const;

/** Price of a unit in US dollars, and what is free each month. */
interface Price {
  readonly dollars: number;
  readonly free: number;
}

/** The unit prices of a page's table, by name. */
export function pricesIn(page: string): (what: string) => Price {
  const rows = page.matchAll(/^\| ([^|]+?) +\| +([\d.]+) +\| [^|]+ \| *([\d,]*) *\|$/gm);
  const prices = new Map(
    Array.from(rows, ([, what = '', dollars, free = '']) => [
      what,
      { dollars: Number(dollars), free: Number(free.replaceAll(',', '')) },
    ]),
  );
  return (what) => {
    const price = prices.get(what);
    if (price === undefined) throw new Error(`The page has no unit price of "${what}".`);
    return price;
  };
}

/** Requests of a month by kind. */
type Requests = Readonly<Record<RequestKind, number>>;

export interface Month {
  readonly users: number;
  readonly tenants: number;
  readonly storedGigabytes: number;
  readonly requests: number;
  readonly storageCalls: number;
  readonly dollars: Readonly<Record<'storage' | 'functions' | 'logs' | 'alerts', number>>;
}

/** A normal month: users join, leave and change, and nothing else happens. */
export function monthOf(users: number, layout: Layout, priceOf: (what: string) => Price): Month {
  const tenants = Math.ceil(users / assumed.usersOfTenant);
  const { changedEachDay, joinAndLeaveEachYear, withManager, daysOfMonth, cyclesEachDay } = assumed;
  const changed = users * changedEachDay * daysOfMonth;
  const moved = (users * joinAndLeaveEachYear) / 12;
  const cycles = tenants * cyclesEachDay * daysOfMonth;
  // A departing user is disabled first and deleted a month later. Each cycle requests /Users and /Groups.
  const requests: Requests = {
    match: moved + cycles,
    create: moved,
    setManager: moved * withManager,
    get: changed + moved,
    update: changed + moved,
    delete: moved,
  };
  const writes = requests.create + requests.setManager + requests.update + requests.delete;
  const { groups } = layout;
  const memberships = users * assumed.groupsOfUser;
  // Of each change Entra reads the group first.
  const joined = memberships * assumed.membershipsChangedEachDay * daysOfMonth;
  const asked = sum(Object.values(requests)) + cycles + 2 * joined;
  const calls =
    callsOf(requests, layout) +
    cycles * groups.calls.match +
    joined * (groups.calls.get + groups.calls.addMember) +
    housekeeping(tenants, cycles);
  const stored =
    users * bytesOf(layout.userRows) +
    tenants * assumed.groupsOfTenant * bytesOf(groups.rows) +
    memberships * bytesOf(groups.membershipRows) +
    ((writes + joined) / daysOfMonth) * assumed.logDays * layout.logRow.bytes;
  const storedGigabytes = stored / 1e9;
  return {
    users,
    tenants,
    storedGigabytes,
    requests: asked,
    storageCalls: calls,
    dollars: {
      storage:
        bill(priceOf('Table Storage, locally redundant'), storedGigabytes) +
        bill(priceOf('Table Storage, calls'), calls, 10_000),
      functions:
        bill(priceOf('Flex Consumption, on demand, executions'), asked, 1e6) +
        bill(
          priceOf('Flex Consumption, on demand, time'),
          asked * assumed.secondsOfRequest * assumed.instanceGigabytes,
        ),
      logs: bill(priceOf('Log Analytics, ingestion'), (asked * assumed.loggedBytesOfRequest) / 1e9),
      alerts:
        assumed.alertsOnLogs * priceOf('Alert rule on logs, every 5 minutes').dollars +
        priceOf('Alert rule on a metric').dollars,
    },
  };
}

/** Storage calls of requests. */
function callsOf(requests: Requests, { costs }: Layout): number {
  return sum(Object.entries(requests).map(([kind, count]) => count * costs[kind as RequestKind].length));
}

/**
 * Storage calls of timers and cycles: a cycle reads the tenant's row and writes the time of last use; the hourly
 * timer reads each tenant with five calls, three of them for groups.
 */
function housekeeping(tenants: number, cycles: number): number {
  return cycles * 3 + tenants * 24 * assumed.daysOfMonth * 5;
}

function bytesOf(rows: readonly RowSize[]): number {
  return sum(rows.map(({ bytes }) => bytes));
}

function bill({ dollars, free }: Price, amount: number, unit = 1): number {
  return (Math.max(0, amount - free) / unit) * dollars;
}

/** The one-time cost of the first load of all users. */
export function firstLoad(
  users: number,
  layout: Layout,
): { readonly requests: number; readonly storageCalls: number } {
  const requests: Requests = {
    match: users,
    create: users,
    setManager: users * assumed.withManager,
    get: 0,
    update: 0,
    delete: 0,
  };
  const groups = Math.ceil(users / assumed.usersOfTenant) * assumed.groupsOfTenant;
  const memberships = users * assumed.groupsOfUser;
  const { match, create, addEachOfMany } = layout.groups.calls;
  return {
    requests: sum(Object.values(requests)) + 2 * groups + memberships / assumed.membersOfRequest,
    storageCalls: callsOf(requests, layout) + groups * (match + create) + memberships * addEachOfMany,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Rounds to two digits: the assumptions are not more exact. */
export function rounded(number: number): string {
  if (number === 0) return '0';
  if (number < 1) return 'under 1';
  return Number(number.toPrecision(2)).toLocaleString('en-US');
}

/** The generated section of docs/operate.md. */
async function costsSection(priceOf: (what: string) => Price): Promise<string> {
  const layout = await measureLayout();
  const columns = [1_000, 100_000, 1_000_000].map((users) => ({
    ...monthOf(users, layout, priceOf),
    load: firstLoad(users, layout),
  }));
  const lines: readonly (readonly [string, (column: (typeof columns)[number]) => string])[] = [
    ['users', ({ users }) => users.toLocaleString('en-US')],
    ['---', () => '---:'],
    ['tenants', ({ tenants }) => rounded(tenants)],
    ['stored, GB', ({ storedGigabytes }) => rounded(storedGigabytes)],
    ['requests a month', ({ requests }) => rounded(requests)],
    ['storage calls a month', ({ storageCalls }) => rounded(storageCalls)],
    ['**$ a month:** Table Storage', ({ dollars }) => rounded(dollars.storage)],
    ['Functions, on demand', ({ dollars }) => rounded(dollars.functions)],
    ['logs', ({ dollars }) => rounded(dollars.logs)],
    ['alert rules', ({ dollars }) => rounded(dollars.alerts)],
    ['**total**', ({ dollars }) => rounded(sum(Object.values(dollars)))],
    ['once: requests of the first load', ({ load }) => rounded(load.requests)],
    ['once: storage calls of the first load', ({ load }) => rounded(load.storageCalls)],
  ];
  const rows = lines.map(([what, value]) => `| ${[what, ...columns.map(value)].join(' | ')} |`);
  const seconds = assumed.instanceGigabytes * assumed.daysOfMonth * 86_400;
  const alwaysReady = priceOf('Flex Consumption, always ready, idle').dollars * seconds;
  const sentence = `An always-ready instance of ${assumed.instanceGigabytes} GB adds some $${rounded(alwaysReady)} a month.`;
  return `${rows.join('\n')}\n\n${sentence}`;
}

const marks = ['<!-- Generated by "npm run costs". -->', '<!-- End of the generated part. -->'] as const;

/** The page with its generated section replaced. */
export async function withCosts(page: string): Promise<string> {
  const [begin, end] = marks.map((mark) => page.indexOf(mark));
  if (begin === undefined || end === undefined || begin < 0 || end < begin)
    throw new Error(`docs/operate.md needs the marks ${marks.join(' and ')}.`);
  const made = `${page.slice(0, begin)}${marks[0]}\n\n${await costsSection(pricesIn(page))}\n\n${page.slice(end)}`;
  return formatPage(made);
}

if (import.meta.main) await writeFile(costsPage, await withCosts(await readFile(costsPage, 'utf8')));
