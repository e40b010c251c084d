import { beforeAll, describe, expect, test } from 'vitest';
import type { Client, ReplyBody } from '../../support/client.ts';
import { managerOf, sharedManagementToken } from '../../support/manage.ts';
import { patch, person } from '../../support/people.ts';
import { useTenant } from '../../support/useTenant.ts';

// What a console shows of tenants, while a client provisions.

const tenant = await useTenant();
const quiet = await tenant.another();
const path = `/tenants/${tenant.name}`;
let manager: Client;

interface Facts {
  readonly users: number | null;
  readonly groups: number | null;
  readonly requestsIn24Hours: number;
  readonly refusedIn24Hours: number;
  readonly credentials: object;
  readonly attention: readonly { readonly kind: string }[];
}

beforeAll(async () => {
  manager = managerOf(tenant.service, (await sharedManagementToken(tenant.service)).token);
  const { client } = tenant;
  const { id } = (await client.send('POST', '/Users', person('ada'))).body;
  const bob = (await client.send('POST', '/Users', person('bob'))).body;
  await client.send('POST', '/Users', person('bob'));
  await client.send('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'title', value: 'Director' }));
  await client.send('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false }));
  await client.send('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false }));
  await client.send('DELETE', `/Users/${bob.id}`);
  const group = (await client.send('POST', '/Groups', { displayName: 'Finance', members: [{ value: id }] }))
    .body;
  const renamed = patch({ op: 'replace', path: 'displayName', value: 'Sales' });
  await client.send('PATCH', `/Groups/${group.id}`, renamed);
  await client.send('POST', '/Groups', { displayName: 'Gone' });
  const gone = (await client.send('GET', '/Groups?filter=displayName%20eq%20%22Gone%22')).body.Resources[0];
  await client.send('DELETE', `/Groups/${gone?.id ?? ''}`);
  await client.send('POST', '/Bulk', {
    Operations: [{ method: 'POST', path: '/Users', bulkId: '1', data: person('cyd') }],
  });
});

async function listed(query: string): Promise<(ReplyBody & { readonly facts: Facts })[]> {
  const { body } = await manager.send('GET', `/tenants?count=1000&${query}`);
  return body.tenants as (ReplyBody & { readonly facts: Facts })[];
}

test('what a client does is counted by minute, and what it looks like is said', async () => {
  const { body } = await manager.send('GET', `${path}/activity?hours=1`);
  const minutes = body.minutes as Readonly<Record<string, number>>[];
  const sum = (kind: string) => minutes.reduce((total, minute) => total + (minute[kind] ?? 0), 0);
  const kinds = ['created', 'updated', 'disabled', 'deleted', 'refused'];
  expect(kinds.map(sum)).toEqual([3, 1, 1, 1, 1]);
  expect(['groupsCreated', 'groupsUpdated', 'groupsDeleted'].map(sum)).toEqual([2, 1, 1]);
  expect(sum('requests')).toBe(13);
  expect(body).toMatchObject({ tenant: tenant.name, users: 2, groups: 1, pattern: { state: 'incremental' } });
  expect(Date.now() - Date.parse(body.lastSeen as string)).toBeLessThan(60_000);
});

test('a tenant that nobody has called says so, and one that is off', async () => {
  const about = async () => (await manager.send('GET', `/tenants/${quiet.name}/activity`)).body;
  expect(await about()).toMatchObject({ lastSeen: null, minutes: [], pattern: { state: 'notStarted' } });
  await manager.send('PATCH', `/tenants/${quiet.name}`, { provisioning: { enabled: false } });
  expect(await about()).toMatchObject({ pattern: { state: 'off' } });
});

describe('the list of tenants', () => {
  test('has no facts unless they are asked for', async () => {
    expect((await listed(`q=${tenant.name}`))[0]).not.toHaveProperty('facts');
  });

  test('with its facts says how much there is, what came, and what needs attention', async () => {
    const [found] = await listed(`include=summary&q=${tenant.name}`);
    expect(found).toMatchObject({
      name: tenant.name,
      lastSeen: expect.any(String) as string,
      facts: {
        ...{ users: 2, groups: 1, requestsIn24Hours: 13, refusedIn24Hours: 1 },
        credentials: { valid: 1, expiring: 0, expired: 0 },
        attention: [{ kind: 'refused', since: null }],
      },
    });
  });

  test('counts a tenant of which nothing is known yet', async () => {
    const fresh = await tenant.another();
    const [found] = await listed(`include=summary&q=${fresh.name}`);
    expect(found?.facts).toMatchObject({ users: 0, groups: 0, requestsIn24Hours: 0, attention: [] });
  });

  test('is searched by name and display name, in whatever case', async () => {
    await manager.send('PATCH', path, { displayName: `Contoso ${tenant.name} Ltd` });
    const names = async (q: string) => (await listed(`q=${q}`)).map(({ name }) => name);
    expect(await names(encodeURIComponent(`contoso ${tenant.name.toUpperCase()}`))).toEqual([tenant.name]);
    expect(await names('nobody-has-this-name')).toEqual([]);
  });

  test.each(['STRASSE', 'ΟΔΟΣ', 'cafe\u0301', '100 % & #1+'])(
    'is found by %j, as SCIM compares it',
    async (text) => {
      await manager.send('PATCH', path, { displayName: `Straße Οδοσα Café 100 % & #1+ ${tenant.name}` });
      const found = await listed(`q=${encodeURIComponent(text)}`);
      expect(found.map(({ name }) => name)).toEqual([tenant.name]);
    },
  );

  test('is filtered by state, in pages', async () => {
    const names = async (state: string) => (await listed(`state=${state}`)).map(({ name }) => name);
    expect(await names('on')).toContain(tenant.name);
    expect(await names('on')).not.toContain(quiet.name);
    expect(await names('off')).toContain(quiet.name);
    expect(await names('attention')).toContain(tenant.name);
    expect(await names('attention')).not.toContain(quiet.name);
    expect(await names('restoring')).toEqual([]);
    const { body } = await manager.send('GET', '/tenants?state=on&count=1');
    expect(body).toMatchObject({ tenants: [{}], next: expect.any(String) as string });
  });
});

test('the overview says what needs attention first, and what came in each hour', async () => {
  const { body } = await manager.send('GET', '/overview');
  const { attention, hours, tenants } = body as unknown as {
    attention: { tenant: string | null; kind: string; detail: string }[];
    hours: { hour: string; requests: number; refused: number }[];
    tenants: Record<string, number>;
  };
  expect(attention.find((item) => item.tenant === tenant.name)).toMatchObject({
    kind: 'refused',
    detail: expect.stringContaining('A change was refused') as string,
  });
  expect(attention.some((item) => item.tenant === quiet.name)).toBe(false);
  expect(hours).toHaveLength(24);
  expect(hours.at(-1)?.hour).toMatch(/:00:00\.000Z$/);
  const sum = (kind: 'requests' | 'refused') => hours.reduce((total, hour) => total + hour[kind], 0);
  expect([sum('requests') >= 13, sum('refused') >= 1]).toEqual([true, true]);
  expect(tenants.total).toBe((tenants.on ?? 0) + (tenants.off ?? 0));
});

test.each(['/overview?x=1', `${path}/activity?hours=48`])('%s is answered', async (wanted) => {
  expect((await manager.send('GET', wanted)).status).toBe(200);
});

test.each([
  '/tenants?state=busy',
  '/tenants?include=all',
  `${path}/activity?hours=0`,
  `${path}/activity?hours=49`,
])('%s is refused', async (wanted) => {
  expect((await manager.send('GET', wanted)).status).toBe(400);
});
