import { beforeAll, expect, test } from 'vitest';
import { appendLog } from '../../shared/store/logRow.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { insertUser } from '../../shared/store/userRows.ts';
import { addManagementToken, revokeManagementToken } from '../../shared/tenants/deployment.ts';
import { noteUse } from '../../shared/tenants/lastUsed.ts';
import { addTenant, disableTenant } from '../../shared/tenants/lifecycle.ts';
import { insertSession } from '../../shared/signIn/sessionRows.ts';
import { removeTenant, type RemovalProgress } from '../../shared/jobs/removeTenant.ts';
import { readTenant, writeTenant } from '../../shared/tenants/tenantStore.ts';
import { loadUsers, numbered } from '../support/load.ts';
import { collect, entryOf, openPartition, storedUser } from '../support/store.ts';
import { anyToken, created, madeTenant, tenantOf } from '../support/tenants.ts';
import { useStorage } from '../support/useStorage.ts';

const { storage, proxy } = await useStorage();
let tenants: Table;
let users: Table;
/** The same tables, through a proxy. */
let disturbed: { tenants: Table; users: Table };

beforeAll(async () => {
  tenants = await openTable(storage, 'scimTenants');
  await tenants.createTable();
  users = (await openPartition(storage.connectionString)).table;
  disturbed = { tenants: await openTable(proxy, 'scimTenants'), users: await openTable(proxy, 'scimUsers') };
});

const never = new AbortController().signal;

function partitionOf(tenant: string): Partition {
  return { table: users, tenant, signal: never };
}

function removal(name: string, now?: () => number): AsyncGenerator<RemovalProgress> {
  return removeTenant({ tenants, users }, name, never, undefined, now);
}

/** A clock on which more time passes between two looks at it than anybody waits for. */
function leapingClock(): () => number {
  let time = Date.now();
  return () => (time += 3_600_000);
}

/** A tenant with people, a log, a credential that was used, and everything that has a row. */
async function peopled(name: string): Promise<void> {
  await madeTenant(tenants, name);
  const { secretTokens } = (await readTenant(tenants, name, never))?.tenant ?? tenantOf(name);
  for (const { id } of secretTokens) await noteUse(tenants, name, id, new Date());
  await insertSession(tenants, name, 'a'.repeat(64), { userId: 'ada', expires: Date.now() }, never);
  for (const person of ['ada', 'jane', 'kim']) {
    const user = storedUser(
      { userName: `${person}@example.com`, externalId: person },
      { card: `00-${person}`, emails: [`${person}@example.com`] },
    );
    await insertUser(partitionOf(name), user, entryOf('create', user));
    await appendLog(partitionOf(name), entryOf('reveal', user));
  }
}

/** Everything that the two tables hold of a tenant: every property, with ETags and times. */
async function rowsOf(name: string): Promise<object[]> {
  const everything = [...(await collect(tenants.listEntities())), ...(await collect(users.listEntities()))];
  return everything.filter(({ partitionKey = '', rowKey }) =>
    partitionKey === 'tenants'
      ? rowKey === name
      : [name, `used:${name}`, `sessions:${name}`].includes(partitionKey),
  );
}

test('removing one of two tenants with the same people leaves the rows of the other as they are, byte for byte', async () => {
  await Promise.all([peopled('acme'), peopled('acme-2')]);
  const before = await rowsOf('acme-2');
  // Tenant, use and session; three people with five rows, a count marker and two log rows each.
  expect(before).toHaveLength(3 + 3 * (5 + 1 + 2));
  expect(await rowsOf('acme')).toHaveLength(before.length);

  const steps = await collect(removal('acme', leapingClock()));
  expect(steps.at(-1)).toEqual({ phase: 'done', deletedRows: 24, waitMs: 0 });
  expect(await rowsOf('acme')).toEqual([]);
  expect(await rowsOf('acme-2')).toEqual(before);
});

test('what is removed is there no more: a repeat is 404, and the name is free', async () => {
  await madeTenant(tenants, 'gone');
  await collect(removal('gone', leapingClock()));
  await expect(collect(removal('gone'))).rejects.toMatchObject({ name: 'ScimError', status: 404 });
  expect((await addTenant(tenants, 'gone', {}, anyToken)).token).toBeDefined();
});

test.each(['nobody', 'Not_A_Name', "x' or PartitionKey ne '", ''])(
  '%j, which is no tenant, is 404',
  async (name) => {
    await expect(collect(removal(name))).rejects.toMatchObject({
      status: 404,
      message: `There is no tenant "${name}".`,
    });
  },
);

test('a removal begins by letting nobody in, and a repeat keeps the time of that', async () => {
  await peopled('marked');
  const [first, second] = [Date.parse('2026-11-01T00:00:00Z'), Date.parse('2026-11-01T00:00:07Z')];
  const begun = removal('marked', () => first);
  expect(await begun.next()).toMatchObject({ value: { phase: 'deleting', deletedRows: 24 } });
  expect(await begun.next()).toMatchObject({ value: { phase: 'waiting', waitMs: 120_000 } });
  expect((await readTenant(tenants, 'marked', never))?.tenant.removing).toBe('2026-11-01T00:00:00.000Z');

  const again = removal('marked', () => second);
  expect(await again.next()).toMatchObject({ value: { phase: 'waiting', waitMs: 113_000 } });
  expect((await readTenant(tenants, 'marked', never))?.tenant.removing).toBe('2026-11-01T00:00:00.000Z');
  await expect(addTenant(tenants, 'marked', {}, anyToken)).rejects.toMatchObject({ status: 409 });
  await expect(disableTenant(tenants, 'marked')).rejects.toMatchObject({ status: 409 });
});

/** The same tenant with its provisioning off since then. */
async function turnedOff(name: string, since: string): Promise<void> {
  await peopled(name);
  const read = await readTenant(tenants, name, never);
  const { tenant = tenantOf(name), etag } = read ?? {};
  const provisioning = { enabled: false, since };
  const { identityProvider } = tenant;
  await writeTenant(
    tenants,
    { ...tenant, created, identityProvider: { ...identityProvider, provisioning } },
    etag,
    never,
  );
}

/** What a removal waits for, in milliseconds; it ends there, and is brought to its end by another clock. */
async function waitOf(name: string, now = Date.now()): Promise<number> {
  let waited = 0;
  for await (const { phase, waitMs } of removal(name, () => now)) {
    if (phase === 'waiting') waited = waitMs;
    if (waited > 0) break;
  }
  if (waited > 0) await collect(removal(name, leapingClock()));
  expect(await rowsOf(name)).toEqual([]);
  return waited;
}

/** The management tokens of the deployment as they are, and as they were when `run` began. */
async function withManagementToken(expires: string | undefined, run: () => Promise<void>): Promise<void> {
  await addManagementToken(tenants, { label: 'portal', expires }, 'none');
  try {
    await run();
  } finally {
    await tenants.deleteEntity('deployment', 'management');
  }
}

const minutes = (number: number) => new Date(Date.now() + number * 60_000).toISOString();

test.each([
  ['was turned off longer ago than requests live', minutes(-3)],
  ['was never turned on', created],
])('a tenant whose provisioning %s is removed without a wait', async (_, since) => {
  await turnedOff('closed', since);
  expect(await waitOf('closed')).toBe(0);
});

test('a tenant whose provisioning was turned off a minute ago is waited for from then on', async () => {
  const since = minutes(-1);
  await turnedOff('closing', since);
  expect(await waitOf('closing', Date.parse(since) + 60_000)).toBe(60_000);
});

test('where a management token works it is waited for whatever the tenant: it works until the mark', async () => {
  for (const [until, wait] of [
    [undefined, 120_000],
    [minutes(60), 120_000],
  ] as const) {
    await withManagementToken(until, async () => {
      await turnedOff('managed', minutes(-3));
      expect(await waitOf('managed')).toBe(wait);
    });
  }
});

test('a management token that was revoked just now may still work', async () => {
  const { record } = await addManagementToken(tenants, { label: 'portal', expires: undefined }, 'none');
  await revokeManagementToken(tenants, record.id);
  await turnedOff('revoked', minutes(-3));
  const wait = await waitOf('revoked');
  expect(wait).toBeGreaterThan(100_000);
  expect(wait).toBeLessThanOrEqual(120_000);
  // Ten minutes later it is refused everywhere.
  await turnedOff('later', minutes(-3));
  expect(await waitOf('later', Date.now() + 600_000)).toBe(0);
  await tenants.updateEntity({ partitionKey: 'deployment', rowKey: 'management', document: '{' }, 'Replace');
  await turnedOff('unknown', minutes(-3));
  expect(await waitOf('unknown')).toBe(120_000);
  await tenants.deleteEntity('deployment', 'management');
});

test('of what is damaged or half restored nobody knows who writes, in a later run as little as in the first', async () => {
  await peopled('rubble');
  await tenants.updateEntity(
    { partitionKey: 'tenants', rowKey: 'rubble', format: 2, document: '{}' },
    'Replace',
  );
  const restoring = { backup: created, run: 'r' };
  const { identityProvider } = tenantOf('half');
  const provisioning = { enabled: false, since: created };
  await writeTenant(
    tenants,
    {
      ...tenantOf('half'),
      identityProvider: { ...identityProvider, provisioning },
      removing: created,
      restoring,
    },
    undefined,
    never,
  );
  for (const name of ['rubble', 'half']) {
    const now = Date.now();
    const first = await collectUntilWaiting(removal(name, () => now));
    const second = await collectUntilWaiting(removal(name, () => now + 20_000));
    expect([name, first, second]).toEqual([name, 120_000, 100_000]);
    await collect(removal(name, leapingClock()));
  }
});

async function collectUntilWaiting(run: AsyncGenerator<RemovalProgress>): Promise<number | undefined> {
  for await (const { phase, waitMs } of run) if (phase === 'waiting') return waitMs;
  return undefined;
}

test.each(['{"a":', '{}', JSON.stringify(tenantOf('other'))])(
  'a tenant whose own row is damaged (%s) can be removed: it is marked like any other, and nothing is left',
  async (document) => {
    const name = 'damaged';
    await peopled(name);
    await tenants.updateEntity({ partitionKey: 'tenants', rowKey: name, format: 2, document }, 'Replace');
    const begun = removal(name, () => Date.parse('2026-11-01T00:00:00Z'));
    expect(await begun.next()).toMatchObject({ value: { phase: 'deleting' } });
    expect((await readTenant(tenants, name, never))?.tenant).toMatchObject({
      name,
      identityProvider: { provisioning: { enabled: false } },
      secretTokens: [],
      removing: '2026-11-01T00:00:00.000Z',
    });
    await expect(addTenant(tenants, name, {}, anyToken)).rejects.toMatchObject({ status: 409 });
    await collect(removal(name, leapingClock()));
    expect(await rowsOf(name)).toEqual([]);
  },
);

test('a damaged row that somebody repairs meanwhile is not replaced by an empty one', async () => {
  await madeTenant(tenants, 'repaired');
  const whole = await tenants.getEntity('tenants', 'repaired');
  await tenants.updateEntity(
    { partitionKey: 'tenants', rowKey: 'repaired', format: 2, document: '{}' },
    'Replace',
  );
  let repaired = false;
  proxy.treat(async ({ method }) => {
    if (method === 'PUT' && !repaired) {
      repaired = true;
      const { format, document } = whole;
      await tenants.updateEntity(
        { partitionKey: 'tenants', rowKey: 'repaired', format, document },
        'Replace',
      );
    }
    return 'pass' as const;
  });
  await removeTenant(disturbed, 'repaired', never).next();
  proxy.treat(() => 'pass');
  expect(repaired).toBe(true);
  const { tenant } = (await readTenant(tenants, 'repaired', never)) ?? {};
  expect(tenant?.removing).toBeDefined();
  expect(tenant?.secretTokens).toHaveLength(1);
});

test('a tenant that is being restored is marked anew: who restores it writes until then', async () => {
  const restoring = { backup: created, run: 'r' };
  await writeTenant(tenants, { ...tenantOf('returning'), removing: created, restoring }, undefined, never);
  const before = Date.now();
  await removal('returning').next();
  const marked = (await readTenant(tenants, 'returning', never))?.tenant;
  expect(Date.parse(marked?.removing ?? '')).toBeGreaterThanOrEqual(before);
  expect(marked?.restoring).toBeUndefined();
});

test('a mark that is no time is made anew', async () => {
  await peopled('undated');
  const read = await readTenant(tenants, 'undated', never);
  await writeTenant(tenants, { ...tenantOf('undated'), removing: 'soon' }, read?.etag, never);
  const begun = removal('undated', () => Date.parse('2026-11-01T00:00:00Z'));
  await begun.next();
  expect(await begun.next()).toMatchObject({ value: { phase: 'waiting', waitMs: 120_000 } });
  await collect(removal('undated', leapingClock()));
});

test('what late requests write between the first sweep and the end is deleted too', async () => {
  await peopled('late');
  let time = Date.now();
  const waits: number[] = [];
  let deletedRows = 0;
  for await (const step of removal('late', () => time)) {
    ({ deletedRows } = step);
    if (step.phase !== 'waiting') continue;
    waits.push(step.waitMs);
    const late = storedUser({ userName: `late${waits.length}@example.com`, externalId: `${waits.length}` });
    await insertUser(partitionOf('late'), late, entryOf('create', late));
    time += waits.length === 1 ? 90_000 : 40_000;
  }
  expect(waits).toEqual([120_000, 30_000]);
  expect(deletedRows).toBe(24 + 2 * 5);
  expect(await rowsOf('late')).toEqual([]);
});

test('rows of a tenant whose own row is gone are removed', async () => {
  await peopled('orphan');
  await tenants.deleteEntity('tenants', 'orphan');
  await collect(removal('orphan', leapingClock()));
  expect(await rowsOf('orphan')).toEqual([]);
  await expect(collect(removal('orphan'))).rejects.toMatchObject({ status: 404 });
});

test('a removal that somebody else has brought to the end leaves a new tenant of the same name alone', async () => {
  await peopled('again');
  let time = Date.now();
  const slow = removal('again', () => time);
  expect(await slow.next()).toMatchObject({ value: { phase: 'deleting' } });
  expect(await slow.next()).toMatchObject({ value: { phase: 'waiting' } });
  await collect(removal('again', leapingClock()));
  await peopled('again');
  const before = await rowsOf('again');
  time += 3_600_000;
  expect((await collect(slow)).at(-1)).toMatchObject({ phase: 'done' });
  expect(await rowsOf('again')).toEqual(before);
});

test('two removals at once both come to the end', async () => {
  await peopled('twice');
  const [one, two] = await Promise.all(
    [leapingClock(), leapingClock()].map((clock) => collect(removal('twice', clock))),
  );
  expect(one?.at(-1)).toMatchObject({ phase: 'done' });
  expect(two?.at(-1)).toMatchObject({ phase: 'done' });
  expect(await rowsOf('twice')).toEqual([]);
});

// Before storage hears of the call, and before its answer is heard.
test.each(['hang', 'pass'] as const)(
  'ended at any of its storage calls (%s), a removal goes on when it is called again',
  async (fate) => {
    await peopled('other');
    const other = await rowsOf('other');
    let ended = 0;
    for (let fatal = 1; ; fatal += 1) {
      const name = `ended-${fate}-${fatal}`;
      await peopled(name);
      const clock = leapingClock();
      const process = new AbortController();
      let calls = 0;
      proxy.treat(() => {
        calls += 1;
        if (calls < fatal) return 'pass';
        process.abort();
        return fate;
      });
      const run = collect(removeTenant(disturbed, name, process.signal, undefined, clock));
      const [outcome] = await Promise.allSettled([run]);
      proxy.treat(() => 'pass');
      if (outcome.status === 'rejected') ended += 1;
      await collect(removal(name, clock)).catch((error: unknown) => {
        // The last call may have been carried out: then there is nothing to go on with.
        expect(error).toMatchObject({ status: 404 });
      });
      expect(await rowsOf(name), `ended at call ${fatal}`).toEqual([]);
      if (calls < fatal) break;
    }
    // At the least: to read and to mark, to sweep twice, a transaction, and two deletions.
    expect(ended).toBeGreaterThan(7);
    expect(await rowsOf('other')).toEqual(other);
    await collect(removal('other', leapingClock()));
  },
);

test.each(['lose', 'cut'] as const)('an answer that does not come (%s) is no failure', async (fate) => {
  const name = `once-${fate}`;
  await peopled(name);
  const seen = new Set<string>();
  proxy.treat((call) => {
    // Each call once; its repetition comes through.
    const key = `${call.method} ${call.url.split('?')[0] ?? ''}`;
    if (seen.has(key)) return 'pass';
    seen.add(key);
    return fate;
  });
  const steps = await collect(removeTenant(disturbed, name, never, undefined, leapingClock()));
  proxy.treat(() => 'pass');
  expect(seen.size).toBeGreaterThan(4);
  expect(steps.at(-1)).toMatchObject({ phase: 'done', deletedRows: 24 });
  expect(await rowsOf(name)).toEqual([]);
});

test('a storage that does not answer is 503', async () => {
  await peopled('busy');
  proxy.treat((call) => (call.url.includes('$batch') ? 'refuse' : 'pass'));
  await expect(
    collect(removeTenant(disturbed, 'busy', never, undefined, leapingClock())),
  ).rejects.toMatchObject({
    name: 'ScimError',
    status: 503,
  });
  proxy.treat(() => 'pass');
});

test('thousands of rows go a hundred at a time, and progress says so', async () => {
  await madeTenant(tenants, 'large');
  const people = Array.from({ length: 625 }, (_, n) =>
    numbered(n, { emails: [{ value: `u${n}@example.com`, type: 'work' }] }),
  );
  await loadUsers(partitionOf('large'), people);
  const steps = await collect(removal('large', leapingClock()));
  expect(steps.map(({ deletedRows }) => deletedRows)).toEqual([
    ...Array.from({ length: 25 }, (_, batch) => (batch + 1) * 100),
    2501,
    2501,
  ]);
  expect(await rowsOf('large')).toEqual([]);
});
