import { afterEach, describe, expect, test } from 'vitest';
import { createClient, explain } from './client.ts';
import { diff } from './diff.ts';
import { mapPerson } from './mapping.ts';
import type { Exchange } from './wire.ts';
import { fakeService } from '../../test/support/entra/fakeService.ts';
import { person } from '../../test/support/entra/person.ts';

type Service = Awaited<ReturnType<typeof fakeService>>;
let service: Service | undefined;
const exchanges: Exchange[] = [];

afterEach(async () => {
  exchanges.length = 0;
  await service?.close();
  service = undefined;
});

async function connect(distort?: Parameters<typeof fakeService>[0], suffix = '') {
  service = await fakeService(distort);
  const { tenantUrl, token, seen } = service;
  const record = (exchange: Exchange) => void exchanges.push(exchange);
  const client = createClient({ tenantUrl: tenantUrl + suffix, token, secrets: ['004217'], record });
  return { client, seen };
}

const changes = diff({}, mapPerson(person, new Map()));

describe('requests on the wire', () => {
  test('writes the spaces of a filter as + and its quotes as %22', async () => {
    const { client, seen } = await connect();
    await client.match('a b+c"d\\é');
    expect(seen[0]?.url).toBe('/scim/demo/Users?filter=externalId+eq+%22a+b%2Bc%5C%22d%5C%5C%C3%A9%22');
  });

  test('sends the token, and SCIM bodies with their charset', async () => {
    const { client, seen } = await connect();
    const created = await client.create(mapPerson(person, new Map()));
    expect(created.status).toBe(201);
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/scim/demo/Users',
      headers: {
        authorization: 'Bearer secret-token',
        'content-type': 'application/scim+json; charset=utf-8',
      },
      body: { externalId: 'object-1', meta: { resourceType: 'User' } },
    });
    await client.get('id-1');
    expect(seen[1]?.headers).not.toHaveProperty('content-type');
  });

  test('speaks the default dialect unless the tenant URL carries the flag', async () => {
    const plain = await connect(undefined, '/');
    await plain.client.patch('id-1', changes);
    expect(plain.client.dialect).toBe('default');
    expect(plain.seen[0]).toMatchObject({
      url: '/scim/demo/Users/id-1',
      body: { Operations: { 0: { op: 'Add' } } },
    });
    await service?.close();

    const flagged = await connect(undefined, '/?aadOptscim062020');
    await flagged.client.patch('id-1', changes);
    await flagged.client.match('x');
    expect(flagged.client.dialect).toBe('aadOptscim062020');
    expect(flagged.seen[0]).toMatchObject({
      url: '/scim/demo/Users/id-1?aadOptscim062020',
      body: { Operations: { 0: { op: 'add', path: 'active', value: true } } },
    });
    expect(flagged.seen[1]?.url).toBe('/scim/demo/Users?filter=externalId+eq+%22x%22&aadOptscim062020');
  });

  test('records every exchange, and what an answer gave away', async () => {
    const { client } = await connect((reply) => ({ ...reply, body: { detail: 'bad pin 004217' } }));
    await client.remove('id-9');
    expect(exchanges).toEqual([
      {
        method: 'DELETE',
        url: `${service?.tenantUrl ?? ''}/Users/id-9`,
        status: 404,
        milliseconds: expect.any(Number) as number,
        revealed: ['the value of a secret'],
      },
    ]);
  });

  test('waits and asks again when it is throttled', async () => {
    let asked = 0;
    const { client } = await connect((reply) =>
      ++asked === 1 ? { status: 429, headers: { 'retry-after': '1' } } : reply,
    );
    const answer = await client.match('x');
    expect(answer.status).toBe(200);
    expect(exchanges.map((exchange) => exchange.status)).toEqual([429, 200]);
  });
});

describe('what Entra would not do', () => {
  test('follows no redirection', async () => {
    const { client, seen } = await connect((reply, { url }) =>
      url.includes('/elsewhere') ? reply : { status: 307, headers: { location: '/scim/demo/elsewhere' } },
    );
    expect((await client.match('x')).status).toBe(307);
    expect(seen).toHaveLength(1);
    await expect(client.testConnection()).rejects.toMatchObject({ code: 'connectionTest' });
  });

  test.each(['31', '86400', new Date(Date.now() + 3_600_000).toUTCString()])(
    'waits for no %s when it is throttled, and says so',
    async (after) => {
      const { client, seen } = await connect(() => ({ status: 429, headers: { 'retry-after': after } }));
      await expect(client.match('x')).rejects.toMatchObject({ code: 'throttled' });
      expect(seen).toHaveLength(1);
    },
  );
});

describe('testConnection', () => {
  test('asks for a user that does not exist and for groups', async () => {
    const { client, seen } = await connect();
    await client.testConnection();
    const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
    expect(seen).toHaveLength(2);
    expect(seen[0]?.url).toMatch(new RegExp(`^/scim/demo/Users\\?filter=externalId\\+eq\\+%22${guid}%22$`));
    expect(seen[1]?.url).toMatch(
      /^\/scim\/demo\/Groups\?excludedAttributes=members&filter=displayName\+eq\+%22/,
    );
  });

  test.each([
    ['unauthorized', 'token', { status: 401 }],
    ['connectionTest', 'totalResults', { status: 404 }],
    ['connectionTest', 'totalResults', { status: 200, body: { totalResults: 1 } }],
  ])('fails as %s and says what to do', async (code, hint, reply) => {
    const { client } = await connect(() => reply);
    await expect(client.testConnection()).rejects.toMatchObject({
      code,
      message: expect.stringContaining(hint) as string,
    });
  });

  test('fails when only /Groups is missing', async () => {
    const { client } = await connect((reply, { url }) => (url.includes('/Groups') ? { status: 404 } : reply));
    await expect(client.testConnection()).rejects.toThrow('GET /Groups');
  });

  test('says so when nothing answers', async () => {
    const { client } = await connect();
    await service?.close();
    await expect(client.testConnection()).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('refuses a tenant URL that is none', () => {
    const options = { tenantUrl: 'localhost/scim', token: '', secrets: [], record: () => undefined };
    expect(() => createClient(options)).toThrow(expect.objectContaining({ code: 'badTenantUrl' }) as Error);
  });
});

describe('explain', () => {
  const answer = {
    status: 409,
    milliseconds: 1,
    body: { scimType: 'uniqueness', detail: 'userName is taken' },
  };

  test('gives the type and the sentence, or at least the status', () => {
    expect(explain(answer)).toBe('uniqueness: userName is taken');
    expect(explain({ ...answer, body: {} })).toContain('409');
  });

  test('hides a sentence that holds a secret', () => {
    expect(explain({ ...answer, body: { detail: 'pin 004217 is short' } }, ['004217'])).not.toContain(
      '004217',
    );
  });
});
