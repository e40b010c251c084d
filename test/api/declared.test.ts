import { beforeAll, describe, expect, test } from 'vitest';
import { clientOf, type Reply } from '../support/client.ts';
import { declaredLeaves, placed, sample, valuesOf, type Leaf } from '../support/declared.ts';
import { filterQuery, patch, person, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

// What /Schemas, /ResourceTypes and /ServiceProviderConfig declare is what the service does. The attributes are read
// from the service itself, so that one more in a schema is one more here.

const tenant = await useTenant();
const { client } = tenant;
const leaves = await declaredLeaves(client);

let count = 0;

/** What every user needs, and `part`. */
function body(part: Body = {}): Body {
  count += 1;
  return { externalId: `declared ${count}`, userName: `declared ${count}`, ...part };
}

async function created(part: Body = {}): Promise<Reply & { readonly path: string }> {
  const reply = await client.send('POST', '/Users', body(part));
  expect(reply.text).not.toContain('scimType');
  return { ...reply, path: `/Users/${reply.body.id}` };
}

const read = async (path: string, query = '') => {
  const { status, body: found } = await client.send('GET', `${path}${query}`);
  expect(status).toBe(200);
  return found as unknown;
};

const named = (chosen: readonly Leaf[]) => chosen.map((leaf) => [leaf.path, leaf] as const);
const secret = ({ returned }: Leaf) => returned === 'never';
const readOnly = ({ mutability }: Leaf) => mutability === 'readOnly';
const written = leaves.filter((leaf) => !readOnly(leaf));
const readable = written.filter((leaf) => !secret(leaf));
/** Where a sub-attribute is left out, its element or its sibling stays. */
const parent = ({ path }: Leaf) =>
  path.includes('.', path.lastIndexOf(':')) ? path.slice(0, path.lastIndexOf('.')) : path;

test('there is something of each kind to look at', () => {
  expect(leaves.length).toBeGreaterThan(60);
  expect(leaves.filter(secret).map(({ path }) => path.split(':').at(-1))).toEqual(
    expect.arrayContaining(['password', 'pin', 'cardRegistrationCode']),
  );
  expect(leaves.filter(readOnly).length).toBeGreaterThan(3);
  expect(new Set(leaves.map(({ attribute }) => attribute.type))).toEqual(
    new Set(['string', 'boolean', 'reference', 'binary']),
  );
  for (const { mutability, attribute } of leaves) {
    expect(['readWrite', 'readOnly', 'writeOnly', 'immutable']).toContain(mutability);
    expect(attribute.mutability === 'writeOnly').toBe(attribute.returned === 'never');
  }
});

describe.each(named(readable))('%s is written and read', (_, leaf) => {
  const one = sample(leaf, 'b');
  const other = leaf.attribute.type === 'boolean' ? false : sample(leaf, 'C');

  test('by POST, PUT and PATCH', async () => {
    const { path, body: answer } = await created(placed(leaf, one));
    expect(valuesOf(leaf, answer)).toEqual([one]);
    expect(valuesOf(leaf, await read(path))).toEqual([one]);
    await client.send('PUT', path, body(placed(leaf, other)));
    expect(valuesOf(leaf, await read(path))).toEqual([other]);
    const replaced = await client.send('PATCH', path, patch({ op: 'replace', path: leaf.path, value: one }));
    expect([replaced.status, valuesOf(leaf, replaced.body)]).toEqual([200, [one]]);
    await client.send('DELETE', path);
  });
});

describe.each(named(leaves.filter(readOnly)))('%s is read-only', (_, leaf) => {
  test('ignored in a POST and a PUT, 400 mutability in a PATCH', async () => {
    const { path, body: answer } = await created(placed(leaf, sample(leaf, 'b')));
    expect(valuesOf(leaf, answer)).toEqual([]);
    expect((await client.send('PUT', path, body(placed(leaf, sample(leaf, 'b'))))).status).toBe(200);
    expect(valuesOf(leaf, await read(path))).toEqual([]);
    for (const op of ['add', 'replace', 'remove']) {
      const refused = await client.send(
        'PATCH',
        path,
        patch({ op, path: leaf.path, value: sample(leaf, 'b') }),
      );
      expect([refused.status, refused.body.scimType]).toEqual([400, 'mutability']);
    }
  });
});

describe.each(named(leaves.filter(secret)))('%s is written and never returned', (_, leaf) => {
  const one = String(sample(leaf, 'b'));

  test('in no answer to a write or a read, and not filtered on', async () => {
    const { path, text } = await created(placed(leaf, one));
    const answers = [
      text,
      (await client.send('PUT', path, body(placed(leaf, one)))).text,
      (
        await client.send(
          'PATCH',
          path,
          patch({ op: 'replace', path: leaf.path, value: String(sample(leaf, 'C')) }),
        )
      ).text,
      (await client.send('GET', `${path}?attributes=${leaf.path}`)).text,
      (await client.send('GET', `/Users?attributes=${leaf.path}`)).text,
      (await client.send('POST', '/Users/.search', { attributes: [leaf.path] })).text,
    ];
    for (const answer of answers) {
      expect(answer).not.toContain('scimType');
      expect(answer).not.toContain(JSON.stringify(one));
      expect(answer).not.toContain(`"${leaf.attribute.name}"`);
    }
    for (const filter of [`${leaf.path} eq ${JSON.stringify(one)}`, `${leaf.path} pr`]) {
      const refused = await client.send('GET', `/Users?${filterQuery(filter)}`);
      expect([refused.status, refused.body.scimType]).toEqual([400, 'invalidFilter']);
    }
  });
});

describe.each(named(written))('%s has its declared type', (_, leaf) => {
  const { type, name } = leaf.attribute;
  const wrong = type === 'boolean' ? ['yes', 7, { a: 1 }] : [7, true, { a: 1 }];

  test.each(wrong.map((value) => [value]))('and %j is 400 invalidValue', async (value) => {
    const { status, body: error } = await client.send('POST', '/Users', {
      ...body(),
      ...placed(leaf, value),
    });
    expect([status, error.scimType]).toEqual([400, 'invalidValue']);
    expect(error.detail).toContain(name);
    expect(error.detail).toContain(' must be ');
  });

  test('and one value is not two', async () => {
    const two = [sample(leaf, 'b'), sample(leaf, 'C')];
    const { status, body: error } = await client.send('POST', '/Users', { ...body(), ...placed(leaf, two) });
    expect([status, error.scimType]).toEqual([400, 'invalidValue']);
  });
});

const compared = readable.filter(({ attribute }) => attribute.caseExact !== undefined);

describe.each(named(compared))('%s compares as its caseExact says', (_, leaf) => {
  test('in filters', async () => {
    const { path, body: answer } = await created(placed(leaf, sample(leaf, 'b')));
    const equal = async (letter: string) => {
      const filter = `${leaf.path} eq ${JSON.stringify(sample(leaf, letter))} and id eq "${answer.id}"`;
      return (await client.send('GET', `/Users?${filterQuery(filter)}`)).body.totalResults;
    };
    expect([await equal('b'), await equal('B')]).toEqual([1, leaf.attribute.caseExact === true ? 0 : 1]);
    await client.send('DELETE', path);
  });
});

describe.each(named(readable))('%s is returned as declared', (_, leaf) => {
  test('by default, when named, and not when left out', async () => {
    const one = sample(leaf, 'b');
    const { path } = await created(placed(leaf, one));
    expect(leaf.returned).toBe('default');
    const seen = async (query: string) => valuesOf(leaf, await read(path, query));
    expect(await seen('')).toEqual([one]);
    expect(await seen(`?attributes=${leaf.path}`)).toEqual([one]);
    expect(await seen('?attributes=id')).toEqual([]);
    expect(await seen(`?excludedAttributes=${leaf.path}`)).toEqual([]);
    expect(await seen(`?excludedAttributes=${parent(leaf)}`)).toEqual([]);
    await client.send('DELETE', path);
  });
});

test.each(['id', 'schemas'])('%s is always returned', async (name) => {
  const { path } = await created();
  for (const query of ['?attributes=userName', `?excludedAttributes=${name}`])
    expect(await read(path, query)).toHaveProperty(name);
});

describe.each(named(written))('%s is unique as declared', (_, leaf) => {
  test('another user cannot have it, or can', async () => {
    const part = placed(leaf, sample(leaf, 'b'));
    const first = await created(part);
    const { status, body: answer } = await client.send('POST', '/Users', body(part));
    const unique = leaf.attribute.uniqueness !== 'none';
    expect([status, answer.scimType]).toEqual(unique ? [409, 'uniqueness'] : [201, undefined]);
    await client.send('DELETE', first.path);
    if (!unique) await client.send('DELETE', `/Users/${answer.id}`);
  });
});

describe.each(named(written))('%s is required as declared', (_, leaf) => {
  test('a user without it is refused, or not', async () => {
    const without = { ...body(), [leaf.path]: undefined };
    const posted = await client.send('POST', '/Users', without);
    if (leaf.attribute.required) {
      expect([posted.status, posted.body.scimType]).toEqual([400, 'invalidValue']);
      expect(posted.body.detail).toContain(`${leaf.path} is required`);
    } else expect(posted.status).toBe(201);
    const { path } = await created(placed(leaf, sample(leaf, 'b')));
    const removed = await client.send('PATCH', path, patch({ op: 'remove', path: leaf.path }));
    // What always has a value cannot be removed, though nobody has to send it.
    const stays = leaf.attribute.required || leaf.path === 'active';
    expect([leaf.path, removed.status, removed.body.scimType]).toEqual([
      leaf.path,
      stays ? 400 : 200,
      stays ? 'mutability' : undefined,
    ]);
    await client.send('DELETE', path);
  });
});

describe('ServiceProviderConfig', () => {
  let config: Record<string, Record<string, unknown>>;
  let user: Reply & { readonly path: string };

  beforeAll(async () => {
    config = (await client.send('GET', '/ServiceProviderConfig')).body as typeof config;
    user = await created({ title: 'T' });
  });

  test('patch, bulk, filter and sort are there', async () => {
    for (const feature of ['patch', 'bulk', 'filter', 'sort', 'etag'])
      expect(config[feature]?.supported).toBe(true);
    expect((await client.send('PATCH', user.path, patch())).status).toBe(200);
    expect((await client.send('POST', '/Bulk', { Operations: [] })).status).toBe(200);
    const filter = filterQuery(`id eq "${user.body.id}"`);
    expect((await client.send('GET', `/Users?${filter}`)).body.totalResults).toBe(1);
    expect((await client.send('GET', '/Users?sortBy=id')).status).toBe(200);
  });

  test('etag: every answer has the version, and it can be asked for', async () => {
    const { headers, body: found } = await client.send('GET', user.path);
    const etag = headers.get('etag') ?? '';
    expect(found.meta.version).toBe(etag);
    expect((await client.send('GET', user.path, undefined, { 'if-none-match': etag })).status).toBe(304);
    expect((await client.send('PUT', user.path, body(), { 'if-match': 'W/"x"' })).status).toBe(412);
  });

  test('pagination: both ways, by index where nothing is said', async () => {
    await created();
    expect(config.pagination).toMatchObject({ cursor: true, index: true, defaultPaginationMethod: 'index' });
    expect((await client.send('GET', '/Users?count=1')).body.startIndex).toBe(1);
    expect((await client.send('GET', '/Users?count=1&cursor')).body.nextCursor).toBeTypeOf('string');
  });

  test('a change of the password is not, and the password is not kept', async () => {
    expect(config.changePassword).toEqual({ supported: false });
    const { headers } = await client.send('GET', user.path);
    const changed = await client.send('PATCH', user.path, patch({ op: 'add', path: 'password', value: 'x' }));
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, headers.get('etag')]);
  });

  test('the authentication that it names is the one that works', async () => {
    expect((config.authenticationSchemes as unknown as Body[]).map(({ type }) => type)).toContain(
      'oauthbearertoken',
    );
    expect((await clientOf(tenant.tenantUrl, undefined).send('GET', '/Users')).status).toBe(401);
  });
});

test('ResourceTypes: the endpoint is served, its schemas are declared, its extensions can be left out', async () => {
  const { body: list } = await client.send('GET', '/ResourceTypes');
  const schemas = (await client.send('GET', '/Schemas')).body.Resources as { id: string }[];
  for (const type of list.Resources as unknown as {
    endpoint: string;
    schema: string;
    schemaExtensions: { schema: string; required: boolean }[];
  }[]) {
    expect((await client.send('GET', type.endpoint)).status).toBe(200);
    const named = [type.schema, ...type.schemaExtensions.map(({ schema }) => schema)];
    expect(schemas.map(({ id }) => id)).toEqual(expect.arrayContaining(named));
    expect(type.schemaExtensions.every(({ required }) => !required)).toBe(true);
    if (type.endpoint !== '/Users') continue;
    expect((await created()).body.schemas).toEqual([type.schema]);
    const extended = person('extended');
    expect((await client.send('POST', type.endpoint, extended)).body.schemas.toSorted()).toEqual(
      named.toSorted(),
    );
  }
});
