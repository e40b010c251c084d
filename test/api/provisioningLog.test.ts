import { defined } from '../../shared/scim/json.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../shared/store/logEntry.ts';
import { appendLogs } from '../../shared/store/logRow.ts';
import { addSecretToken } from '../../shared/tenants/secretTokens.ts';
import { clientOf, type Client, type Reply } from '../support/client.ts';
import { enterprise, errorUrn, listUrn, patch, person, uniflow } from '../support/people.ts';
import { entryAt } from '../support/store.ts';
import { useTenant } from '../support/useTenant.ts';
import { add, remove, replace } from '../support/operations.ts';

const { another, tenants } = await useTenant();

/** A member of an entry, as the answer has it. */
type Entry = Readonly<Record<string, unknown>> & {
  readonly action: Action;
  readonly changed: readonly string[];
  readonly refusal?: { readonly operation: string; readonly status: number; readonly detail: string };
};

const newTenant = (logValues = false) => another({ logValues });

async function log(client: Client, query = ''): Promise<Entry[]> {
  const { status, body, text } = await client.send('GET', `/provisioningLog${query}`);
  expect(status, text).toBe(200);
  return body.Resources as unknown as Entry[];
}

/** The entries that are not among those of `before`. */
async function added(client: Client, before: readonly Entry[]): Promise<Entry[]> {
  const known = new Set(before.map(({ id }) => id));
  return (await log(client, '?count=1000')).filter(({ id }) => !known.has(id));
}

function expectRefused({ status, body }: Reply, scimType: string): void {
  const detail = expect.stringMatching(/^\S.+[.]$/) as unknown;
  expect([status, body]).toEqual([400, { schemas: [errorUrn], status: '400', scimType, detail }]);
}

describe('what was done', () => {
  test('is there, newest first, with who did it and what changed, and no value', async () => {
    const { name, client } = await newTenant();
    const created = await client.send('POST', '/Users', person('jane'));
    const path = `/Users/${created.body.id}`;
    await client.send('PATCH', path, patch(replace(`${uniflow}:pin`, '99887766')));
    await client.send('PATCH', path, patch(replace('active', false)));
    const kept = { cardNumber: '00jane', localUsername: 'jane' };
    await client.send('PUT', path, person('jane', { displayName: 'Other', active: false, [uniflow]: kept }));
    await client.send('PATCH', path, patch(replace('active', true)));
    await client.send('DELETE', path);
    const entries = await log(client);
    const happened = entries.map(({ action, outcome, changed }) => [action, outcome, changed]);
    expect(happened).toEqual([
      ['delete', 'success', []],
      ['enable', 'success', ['active']],
      ['update', 'success', ['displayName']],
      ['disable', 'success', ['active']],
      ['update', 'success', [`${uniflow}:pin`]],
      [
        'create',
        'success',
        expect.arrayContaining(['userName', `${enterprise}:department`, `${uniflow}:pin`]),
      ],
    ]);
    const credential = { id: expect.any(String) as string, label: 'Test' };
    for (const entry of entries) {
      expect(entry).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
        action: entry.action,
        outcome: 'success',
        actor: { tenant: name, credential },
        userId: created.body.id,
        externalId: 'ext-jane',
        changed: entry.changed,
        requestId: expect.any(String) as string,
      });
    }
    expect(entries.at(-1)?.requestId).toBe(created.headers.get('x-request-id'));
    // Values only where the tenant wants them.
    expect(JSON.stringify(entries)).not.toMatch(/Engineer|Person jane|Other|jane@example|"values/);
  });

  test('holds old and new values where the tenant wants them, and never a secret', async () => {
    const { client } = await newTenant(true);
    const pins = ['24681357', '13572468'];
    const extension = { cardNumber: '007', pin: pins[0], cardRegistrationCode: 'TIC-values-1' };
    const created = await client.send('POST', '/Users', {
      externalId: 'ext-jane',
      userName: 'jane',
      name: { givenName: 'Jane' },
      emails: [{ value: 'jane@example.com', type: 'work' }],
      password: 'pass-word-1',
      [uniflow]: extension,
    });
    expect(created.status).toBe(201);
    const operations = [
      replace('name.givenName', 'Janet'),
      add('title', 'Boss'),
      remove(`${uniflow}:cardNumber`),
      replace(`${uniflow}:pin`, pins[1]),
    ];
    const path = `/Users/${created.body.id}`;
    expect((await client.send('PATCH', path, patch(...operations))).status).toBe(200);
    const onlySecret = patch(replace(`${uniflow}:cardRegistrationCode`, 'TIC-values-2'));
    expect((await client.send('PATCH', path, onlySecret)).status).toBe(200);
    const [secret, update, create] = await log(client);
    expect(create?.values).toEqual({
      externalId: { new: 'ext-jane' },
      userName: { new: 'jane' },
      name: { new: { givenName: 'Jane' } },
      active: { new: true },
      emails: { new: [{ value: 'jane@example.com', type: 'work' }] },
      [`${uniflow}:cardNumber`]: { new: '007' },
    });
    expect(update?.values).toEqual({
      name: { old: { givenName: 'Jane' }, new: { givenName: 'Janet' } },
      title: { new: 'Boss' },
      [`${uniflow}:cardNumber`]: { old: '007' },
    });
    expect(update?.changed).toContain(`${uniflow}:pin`);
    expect([secret?.changed, secret?.values]).toEqual([[`${uniflow}:cardRegistrationCode`], {}]);
    const { text } = await client.send('GET', '/provisioningLog');
    // Neither in clear nor as the JWE in which it stands in the user.
    expect(text).not.toMatch(/24681357|13572468|TIC-values|pass-word|eyJ/);
  });

  test('is found by an externalId that the user no longer has', async () => {
    const { client } = await newTenant();
    const path = `/Users/${(await client.send('POST', '/Users', person('jane'))).body.id}`;
    const rename = patch(replace('externalId', 'ext-janet'));
    expect((await client.send('PATCH', path, rename)).status).toBe(200);
    await client.send('PATCH', path, patch(replace('title', 'Boss')));
    const seen = async (user: string) =>
      (await log(client, `?user=${user}`)).map(({ action, externalId, previousExternalId }) => [
        ...[action, externalId, previousExternalId],
      ]);
    const renamed = ['update', 'ext-janet', 'ext-jane'];
    expect(await seen('ext-jane')).toEqual([renamed, ['create', 'ext-jane', undefined]]);
    expect(await seen('ext-janet')).toEqual([['update', 'ext-janet', undefined], renamed]);
  });

  test('says so where the values are too long for it', async () => {
    const { client } = await newTenant(true);
    await client.send('POST', '/Users', { externalId: 'e', userName: 'u', displayName: 'x'.repeat(31_000) });
    const [entry] = await log(client);
    expect(entry).toMatchObject({ action: 'create', valuesOmitted: true });
    expect(entry).not.toHaveProperty('values');
  });
});

describe('what was refused', () => {
  test('is there: why, who was meant, who asked, and under which request', async () => {
    const { name, client } = await newTenant();
    await client.send('POST', '/Users', person('jane'));
    const before = await log(client);
    const reply = await client.send('POST', '/Users', person('jane'));
    expect(reply.status).toBe(409);
    expect(await added(client, before)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        time: expect.any(String) as string,
        action: 'refused',
        outcome: 'refused',
        actor: { tenant: name, credential: { id: expect.any(String) as string, label: 'Test' } },
        externalId: 'ext-jane',
        // Of jane@example.com.
        userNameHash: '8c87b489ce35cf2e',
        changed: [],
        refusal: {
          operation: 'createUser',
          status: 409,
          scimType: 'uniqueness',
          detail: reply.body.detail,
        },
        requestId: reply.headers.get('x-request-id'),
      },
    ]);
  });

  test('a user who was not created is known by the userName: in clear only where values are logged', async () => {
    const sent = { userName: 'Nobody.Yet@Example.com', externalId: 7 };
    const found: Entry[][] = [];
    for (const logValues of [true, false]) {
      const { client } = await newTenant(logValues);
      expect((await client.send('POST', '/Users', sent)).status).toBe(400);
      const bulk = { method: 'POST', path: '/Users', bulkId: '1', data: { ...sent, externalId: 8 } };
      await client.send('POST', '/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [bulk],
      });
      await client.send('POST', '/Users', { userName: 'somebody.else@example.com', externalId: 7 });
      found.push(await log(client, '?user=nobody.yet%40example.com'));
      if (!logValues) expect(JSON.stringify(await log(client))).not.toMatch(/nobody|somebody/i);
    }
    expect(found).toEqual([
      Array(2).fill(expect.objectContaining({ action: 'refused', userName: sent.userName })),
      Array(2).fill(expect.objectContaining({ action: 'refused', userNameHash: '5dc31486c3b865ec' })),
    ]);
  });

  const jane = { userId: 'ID', externalId: 'ext-jane' };
  /** What is sent, with `ID` for Jane's id; the operation and the status; who was meant. */
  const refusals: [string, unknown, string, object?, Record<string, string>?][] = [
    ['POST /Users', { externalId: 'e-1' }, 'createUser 400', { externalId: 'e-1' }],
    ['POST /Users', '{"externalId"', 'createUser 400'],
    ['POST /Users', { EXTERNALID: 7, userName: 'u' }, 'createUser 400'],
    ['POST /Users', person('b', { title: 'x'.repeat(70_000) }), 'createUser 413', { externalId: 'ext-b' }],
    ['POST /Users?attributes=a&excludedAttributes=b', person('p'), 'createUser 400'],
    ['PUT /Users/ID', { externalId: 'e-2' }, 'replaceUser 400', { userId: 'ID', externalId: 'e-2' }],
    ['PATCH /Users/ID', patch(remove('nonsense')), 'patchUser 400', jane],
    ['PATCH /Users/nobody', patch(), 'patchUser 404', { userId: 'nobody' }],
    ['DELETE /Users/ID', undefined, 'deleteUser 412', jane, { 'if-match': 'W/"other"' }],
    ['DELETE /Users/nobody', undefined, 'deleteUser 404', { userId: 'nobody' }],
    ['POST /Bulk', { Operations: 7 }, 'bulk 400'],
  ];

  test('in every way, each once', async () => {
    const { client } = await newTenant();
    const { id } = (await client.send('POST', '/Users', person('jane'))).body;
    for (const [request, body, wanted, meant = {}, headers] of refusals) {
      const before = await log(client);
      const [method = '', path = ''] = request.replace('ID', id).split(' ');
      const reply = await client.send(method, path, body, headers);
      const [entry, ...others] = await added(client, before);
      expect(others, request).toEqual([]);
      const { userId, externalId, refusal } = { ...entry };
      expect(defined({ userId: userId === id ? 'ID' : userId, externalId }), request).toEqual(meant);
      expect(`${refusal?.operation} ${refusal?.status}`).toBe(wanted);
      expect([refusal?.status, refusal?.detail], request).toEqual([reply.status, reply.body.detail]);
    }
  });

  test('is not what only asks, nor who may not write', async () => {
    const { name, tenantUrl, client } = await newTenant();
    const wish = { label: 'reader', scope: 'read-only', expires: undefined } as const;
    const { token: reader } = await addSecretToken(tenants, name, wish, 'none');
    const statuses = [
      await client.send('GET', '/Users/nobody'),
      await client.send('GET', '/Users?filter=nonsense'),
      await client.send('POST', '/Users/.search', { filter: 'nonsense' }),
      await client.send('POST', '/.search', { count: 'x' }),
      await client.send('DELETE', '/Users/.search'),
      await client.send('GET', '/provisioningLog?from=x'),
      await clientOf(tenantUrl, reader).send('POST', '/Users', {}),
      await clientOf(tenantUrl, 'wrong').send('POST', '/Users', {}),
    ].map(({ status }) => status);
    expect(statuses).toEqual([404, 400, 400, 400, 405, 400, 403, 401]);
    expect(await log(client)).toEqual([]);
  });

  test('of a Bulk request is each operation that failed', async () => {
    const { client } = await newTenant();
    const known = (await client.send('POST', '/Users', person('jane'))).body;
    const operation = (method: string, path: string, data?: unknown, more = {}) => ({
      ...{ method, path, data },
      ...more,
    });
    const { body } = await client.send('POST', '/Bulk', {
      Operations: [
        operation('POST', '/Users', person('good'), { bulkId: 'good' }),
        operation('POST', '/Users', person('jane'), { bulkId: 'clash' }),
        operation('POST', '/Users', { externalId: 'e-3' }, { bulkId: 'bad' }),
        operation('PATCH', `/Users/${known.id}`, patch(remove('x'))),
        operation('PUT', '/Users/nobody', person('nobody')),
        operation('DELETE', '/Users/nobody'),
        operation('DELETE', `/Users/${known.id}`, undefined, { version: 'W/"other"' }),
        operation('PURGE', `/Users/${known.id}`),
      ],
    });
    const results = body.Operations as readonly { status: string; response?: { detail: string } }[];
    const entries = await log(client);
    const told = entries
      .filter(({ action }) => action === 'refused')
      .map(({ refusal, userId, externalId }) => [refusal?.operation, refusal?.status, userId, externalId]);
    // Of the same millisecond none comes before another.
    expect(told.map((entry) => JSON.stringify(entry)).toSorted()).toEqual(
      [
        ['createUser', 409, undefined, 'ext-jane'],
        ['createUser', 400, undefined, 'e-3'],
        ['patchUser', 400, known.id, 'ext-jane'],
        ['replaceUser', 404, 'nobody', 'ext-nobody'],
        ['deleteUser', 404, 'nobody', undefined],
        ['deleteUser', 412, known.id, 'ext-jane'],
        ['bulk', 400, known.id, 'ext-jane'],
      ]
        .map((entry) => JSON.stringify(entry))
        .toSorted(),
    );
    const details = results.flatMap(({ response }) => (response === undefined ? [] : [response.detail]));
    expect(
      entries.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal.detail])).toSorted(),
    ).toEqual(details.toSorted());
    const requests = new Set(entries.map(({ requestId }) => requestId));
    // Of the first POST, and of the Bulk request.
    expect(requests.size).toBe(2);
  });
});

const start = Date.parse('2026-03-01T12:00:00.000Z');

describe('a page', () => {
  let client: Client;
  let ids: string[];

  beforeAll(async () => {
    const made = await newTenant();
    ({ client } = made);
    const actions: Action[] = ['create', 'update', 'delete'];
    const entries = Array.from({ length: 250 }, (_, n) =>
      // A minute apart; every third one of another kind, every hundredth of another user.
      entryAt(start + n * 60_000, {
        action: actions[n % 3] ?? 'update',
        ...(n % 100 === 0 ? { userId: 'user-2', externalId: 'with "quotes" & ünïcode' } : {}),
      }),
    );
    await appendLogs(made.partition, entries);
    ids = entries.toReversed().map((entry) => entry.operationId);
  });

  const get = (query: string) => client.send('GET', `/provisioningLog${query}`);
  const idsOf = ({ body }: Reply) => body.Resources.map(({ id }) => id);

  async function pages(query: string): Promise<Reply[]> {
    const found: Reply[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page = await get(`?${query}&cursor=${cursor}`);
      expect(page.text).not.toContain('scimType');
      found.push(page);
      cursor = page.body.nextCursor;
    }
    return found;
  }

  test.each(['', '?cursor', '?cursor=', '?startIndex=7&anything=else'])('begins with %j', async (query) => {
    const { status, headers, body } = await get(query);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/scim+json']);
    expect(Object.keys(body).toSorted()).toEqual(['Resources', 'itemsPerPage', 'nextCursor', 'schemas']);
    expect([body.schemas, body.itemsPerPage]).toEqual([[listUrn], 100]);
    expect(body.Resources.map(({ id }) => id)).toEqual(ids.slice(0, 100));
  });

  test.each([
    ['count=249', 249],
    ['count=250', 250],
    ['', 100],
    ['count=40&action=delete', 40],
    ['count=2&user=user-2', 2],
  ])('%s: all pages together are everything, once', async (query, count) => {
    const wanted = query.includes('delete')
      ? ids.filter((_, n) => (249 - n) % 3 === 2)
      : query.includes('user-2')
        ? [ids[49], ids[149], ids[249]]
        : ids;
    const found = await pages(query);
    expect(found.flatMap(idsOf)).toEqual(wanted);
    expect(found.map(({ body }) => body.itemsPerPage)).toEqual(
      found.map((_, i) => Math.min(count, wanted.length - i * count)),
    );
  });

  test('of none is empty; of too many it has a thousand at most', async () => {
    for (const count of ['0', '-1'])
      expect((await get(`?count=${count}`)).body).toEqual({
        schemas: [listUrn],
        itemsPerPage: 0,
        Resources: [],
      });
    expect((await get('?count=99999')).body.itemsPerPage).toBe(250);
  });

  test.each([
    ['from=2026-03-01T16:00:00Z', 10],
    ['from=2026-03-01T16:00:00.001Z', 9],
    ['to=2026-03-01T12:03:00Z', 3],
    ['to=2026-03-01T12:03:00.001Z', 4],
    ['from=2026-03-01T12:03:00Z&to=2026-03-01T12:05:00Z', 2],
    ['from=2026-03-01T14:03:00%2B02:00&to=2026-03-01T12:05:00Z', 2],
    // As somebody types it: an offset's plus that is not encoded.
    ['from=2026-03-01T14:03:00+02:00&to=2026-03-01T12:05:00Z', 2],
    ['from=2026-03-01T12:03:00Z&to=2026-03-01T12:03:00Z', 0],
    ['from=&to=&user=&action=', 250],
    ['user=user-2', 3],
    ['user=external-1', 247],
    [`user=${encodeURIComponent('with "quotes" & ünïcode')}`, 3],
    ['user=external', 0],
    ['user=USER-2', 0],
    ['action=create', 84],
    ['action=create,delete', 167],
    ['action=create&action=delete', 167],
    ['action=create,%20delete', 167],
    ['action=refused', 0],
    ['action=create&user=user-2&from=2026-03-01T12:01:00Z', 0],
    ['action=update&user=user-2&from=2026-03-01T12:01:00Z', 1],
  ])('%s: %i entries', async (query, count) => {
    expect((await get(`?count=1000&${query}`)).body.itemsPerPage).toBe(count);
  });

  test.each([
    ['from=yesterday', 'from must be a date and time'],
    ['to=2026-02-30T00:00:00Z', 'to must be a date and time'],
    ['from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z', 'from must not be after to'],
    ['action=purge', 'action must be one or several of create, update'],
    ['action=create,', 'action must be one or several of create, update'],
    ['action=Create', 'action must be one or several of create, update'],
  ])('%s is refused in a sentence', async (query, sentence) => {
    const reply = await get(`?${query}`);
    expectRefused(reply, 'invalidValue');
    expect(reply.body.detail).toContain(sentence);
  });

  test('has a cursor that works there, in that list and at that tenant alone', async () => {
    const { nextCursor = '' } = (await get('?count=10&action=create')).body;
    const same = `?cursor=${nextCursor}&action=create`;
    expect((await get(same)).body.itemsPerPage).toBe(10);
    expect((await get(`${same}&count=10`)).body.itemsPerPage).toBe(10);
    expectRefused(await get(`${same}&count=11`), 'invalidCount');
    expectRefused(await get('?count=1.5'), 'invalidCount');
    for (const other of [
      '',
      '&action=update',
      '&action=create&user=user-1',
      '&action=create&to=2027-01-01T00:00:00Z',
    ])
      expectRefused(await get(`?cursor=${nextCursor}${other}`), 'invalidCursor');
    expectRefused(await get('?cursor=nonsense'), 'invalidCursor');
    expectRefused(await client.send('GET', `/Users?cursor=${nextCursor}`), 'invalidCursor');
    const other = await newTenant();
    expectRefused(await other.client.send('GET', `/provisioningLog${same}`), 'invalidCursor');
  });

  test('goes on where it ended although new entries come', async () => {
    const made = await newTenant();
    const entries = Array.from({ length: 4 }, (_, n) => entryAt(start + n));
    await appendLogs(made.partition, entries);
    const first = await made.client.send('GET', '/provisioningLog?count=2');
    await appendLogs(made.partition, [entryAt(start + 10)]);
    const next = await made.client.send(
      'GET',
      `/provisioningLog?count=2&cursor=${String(first.body.nextCursor)}`,
    );
    expect([...idsOf(first), ...idsOf(next)]).toEqual(entries.toReversed().map((entry) => entry.operationId));
    expect('nextCursor' in next.body).toBe(false);
  });
});

test('a page that would look at too much comes back short, with a cursor', async () => {
  const { client, partition } = await newTenant();
  const entries = Array.from({ length: 5_000 }, (_, n) => entryAt(start + n));
  await appendLogs(partition, [...entries, entryAt(start - 1, { userId: 'found' })]);
  const first = await client.send('GET', '/provisioningLog?user=found');
  expect([first.body.itemsPerPage, typeof first.body.nextCursor]).toEqual([0, 'string']);
  const next = await client.send(
    'GET',
    `/provisioningLog?user=found&cursor=${String(first.body.nextCursor)}`,
  );
  expect([next.body.itemsPerPage, 'nextCursor' in next.body]).toEqual([1, false]);
});
