import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSecretToken } from '../../shared/tenants/credential.ts';
import { appendLogs } from '../../shared/store/logRow.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { addSecretToken } from '../../shared/tenants/secretTokens.ts';
import { clientOf, type Client, type Reply } from '../support/client.ts';
import { errorUrn, person } from '../support/people.ts';
import { startService, type RunningService } from '../support/service.ts';
import { audit, entryOf, openPartition, storedUser } from '../support/store.ts';
import { anyToken, madeTenant } from '../support/tenants.ts';

// A limit of 0 is none: shared/throttle/throttle.test.ts.

const rate = 5;
/** Two seconds of the rate. */
const burst = 2 * rate;

interface Throttled {
  readonly service: RunningService;
  readonly tenants: Table;
}

async function startThrottled(settings: Readonly<Record<string, string>>): Promise<Throttled> {
  const service = await startService(settings);
  return { service, tenants: await openTable({ connectionString: service.connectionString }, 'scimTenants') };
}

let serial = 0;
/** A tenant that nobody has called yet. */
async function newTenant({ service, tenants }: Throttled) {
  const name = `tenant-${(serial += 1)}`;
  const tenantUrl = `${service.url}/scim/${name}`;
  const first = clientOf(tenantUrl, await madeTenant(tenants, name));
  const { token } = await addSecretToken(tenants, name, anyToken, 'none');
  return { name, tenantUrl, first, second: clientOf(tenantUrl, token) };
}

const get = (client: Client) => client.send('GET', '/ServiceProviderConfig');

/** Sends many requests at once: what was admitted, what was refused, and how long it took in seconds. */
async function storm(clients: readonly Client[], number = 3 * burst) {
  const started = performance.now();
  const replies = await Promise.all(
    Array.from({ length: number }, (_, i) => get(clients[i % clients.length] ?? clients[0] ?? expect.fail())),
  );
  const admitted = replies.filter(({ status }) => status === 200).length;
  const refused = replies.filter(({ status }) => status !== 200);
  return { admitted, refused, seconds: (performance.now() - started) / 1_000 };
}

function expectThrottled(reply: Reply, sentence: RegExp): void {
  expect(reply.status).toBe(429);
  expect(reply.headers.get('content-type')).toBe('application/scim+json');
  const seconds = reply.headers.get('retry-after') ?? '';
  expect(seconds).toMatch(/^[1-9]\d*$/);
  expect(Object.keys(reply.body).toSorted()).toEqual(['detail', 'schemas', 'status']);
  expect(reply.body).toMatchObject({ schemas: [errorUrn], status: '429' });
  expect(reply.body.detail).toMatch(sentence);
  expect(reply.body.detail).toContain(`Wait ${seconds} s`);
}

function expectBurst(
  { admitted, refused, seconds }: Awaited<ReturnType<typeof storm>>,
  sentence: RegExp,
): void {
  expect(admitted).toBeGreaterThanOrEqual(burst);
  expect(admitted).toBeLessThanOrEqual(burst + Math.ceil(rate * seconds));
  expect(refused.length).toBeGreaterThan(0);
  for (const reply of refused) expectThrottled(reply, sentence);
}

describe('the limit of a credential', () => {
  let throttled: Throttled;
  let tenant: Awaited<ReturnType<typeof newTenant>>;
  beforeAll(async () => {
    throttled = await startThrottled({
      SCIM_CREDENTIAL_REQUESTS_PER_SECOND: String(rate),
      SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: '3',
    });
  });
  afterAll(() => throttled.service.stop());
  beforeEach(async () => {
    tenant = await newTenant(throttled);
  });

  test('lets a burst through and then the rate; who waits as it is told is served', async () => {
    const found = await storm([tenant.first]);
    expectBurst(found, /^This credential sends more than 5 requests a second/);
    let last = await get(tenant.first);
    while (last.status === 200) last = await get(tenant.first);
    const seconds = Number(last.headers.get('retry-after') ?? 0);
    await new Promise((resolve) => setTimeout(resolve, 1_000 * seconds));
    expect((await get(tenant.first)).status).toBe(200);
  });

  test('concerns neither another credential of the tenant nor another tenant', async () => {
    await storm([tenant.first]);
    expect((await get(tenant.second)).status).toBe(200);
    expect((await get((await newTenant(throttled)).first)).status).toBe(200);
  });

  test('nothing is written by what is refused', async () => {
    await storm([tenant.first]);
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, i) => tenant.first.send('POST', '/Users', person(`refused${i}`))),
    );
    const created = replies.filter(({ status }) => status === 201).length;
    expect(created).toBeLessThan(20);
    const partition = await openPartition(throttled.service.connectionString, tenant.name);
    expect((await audit(partition)).count).toBe(created);
  });

  const bulk = (operations: number) => ({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: Array.from({ length: operations }, (_, i) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `b${i}`,
      data: person(`bulk${i}`),
    })),
  });

  test('a Bulk request is carried out, and counts as many requests as it has operations', async () => {
    const operations = 3 * burst;
    const reply = await tenant.first.send('POST', '/Bulk', bulk(operations));
    expect(reply.status).toBe(200);
    const done = reply.body.Operations as readonly { readonly status: string }[];
    expect(done.map(({ status }) => status)).toEqual(Array.from({ length: operations }, () => '201'));
    const next = await get(tenant.first);
    expectThrottled(next, /^This credential/);
    // It has to pay for twice the burst, which takes four seconds.
    expect(Number(next.headers.get('retry-after'))).toBeGreaterThan(1);
    expect((await get(tenant.second)).status).toBe(200);
  });

  test('a page of the provisioning log counts as many requests as a list that looks at as much', async () => {
    const partition = await openPartition(throttled.service.connectionString, tenant.name);
    const user = storedUser({ userName: 'logged' });
    await appendLogs(
      partition,
      Array.from({ length: 50 * burst }, () => entryOf('update', user)),
    );
    expect((await tenant.first.send('GET', '/provisioningLog?count=20')).status).toBe(200);
    expect((await tenant.first.send('GET', '/provisioningLog?user=nobody')).status).toBe(200);
    const next = await get(tenant.first);
    expectThrottled(next, /^This credential/);
    // It has to pay for twice the burst, which takes four seconds.
    expect(Number(next.headers.get('retry-after'))).toBeGreaterThan(1);
    expect((await get(tenant.second)).status).toBe(200);
  });

  test('a Bulk request of one operation, or of none, is one request', async () => {
    for (const operations of [1, 0]) await tenant.first.send('POST', '/Bulk', bulk(operations));
    const { admitted, seconds } = await storm([tenant.first]);
    expect(admitted).toBeGreaterThanOrEqual(burst - 2);
    expect(admitted).toBeLessThanOrEqual(burst + Math.ceil(rate * (seconds + 1)));
  });

  describe('too many wrong credentials', () => {
    const fail = (tenantUrl: string, headers: Readonly<Record<string, string>> = {}) =>
      clientOf(tenantUrl, createSecretToken()).send('GET', '/Users', undefined, headers);
    async function failures(tenantUrl: string, headers?: Readonly<Record<string, string>>): Promise<Reply[]> {
      const replies: Reply[] = [];
      for (let i = 0; i < 6; i += 1) replies.push(await fail(tenantUrl, headers));
      return replies;
    }

    test('are 429; a valid one from the same address goes through at once', async () => {
      const replies = await failures(tenant.tenantUrl);
      expect(replies.map(({ status }) => status)).toEqual([401, 401, 401, 429, 429, 429]);
      for (const reply of replies.slice(3))
        expectThrottled(reply, /^Too many requests with wrong credentials came from this address\./);
      expect((await get(tenant.first)).status).toBe(200);
      expect((await get((await newTenant(throttled)).first)).status).toBe(200);
    });

    test('are the same where there is no such tenant', async () => {
      const known = await failures(tenant.tenantUrl);
      const unknown = await failures(`${throttled.service.url}/scim/no-tenant-${tenant.name}`);
      const seen = (replies: readonly Reply[]) =>
        replies.map(({ status, text, headers }) => ({
          status,
          text: text.replace(/\d+ s/, 'some time'),
          challenge: headers.get('www-authenticate'),
        }));
      expect(seen(unknown)).toEqual(seen(known));
    });

    test('count for the address that the front end has seen, whatever the client says that it is', async () => {
      const replies: Reply[] = [];
      for (let i = 0; i < 6; i += 1)
        replies.push(await fail(tenant.tenantUrl, { 'x-forwarded-for': `203.0.113.${i}` }));
      expect(replies.map(({ status }) => status)).toEqual([401, 401, 401, 429, 429, 429]);
    });

    test('a request without a token is no wrong one', async () => {
      for (let i = 0; i < 6; i += 1)
        expect((await clientOf(tenant.tenantUrl, undefined).send('GET', '/Users')).status).toBe(401);
    });
  });
});

describe('the limit of a tenant', () => {
  let throttled: Throttled;
  beforeAll(async () => {
    throttled = await startThrottled({ SCIM_TENANT_REQUESTS_PER_SECOND: String(rate) });
  });
  afterAll(() => throttled.service.stop());

  test('is for all its credentials together, and for no other tenant', async () => {
    const tenant = await newTenant(throttled);
    const other = await newTenant(throttled);
    expectBurst(
      await storm([tenant.first, tenant.second]),
      /^This tenant sends more than 5 requests a second/,
    );
    expect((await get(other.first)).status).toBe(200);
  });
});
