import { expect, test } from 'vitest';
import type { Reply } from '../support/client.ts';
import { declaredLeaves, placed, sample, valuesOf, type Leaf } from '../support/declared.ts';
import { filterQuery, patch, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

// What /Schemas declares is what the service does. The attributes are read from the service itself, so that one more in a
// schema is one more here. What /ServiceProviderConfig and /ResourceTypes declare: test/rfc/.

const { client } = await useTenant();
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

test.each(named(readable))(
  '%s is written, read, compared, returned and unique as declared',
  async (_, leaf) => {
    const one = sample(leaf, 'b');
    const other = leaf.attribute.type === 'boolean' ? false : sample(leaf, 'C');
    const { path, body: answer } = await created(placed(leaf, one));
    const seen = async (query: string) => valuesOf(leaf, await read(path, query));
    expect([valuesOf(leaf, answer), await seen('')]).toEqual([[one], [one]]);

    expect(leaf.returned).toBe('default');
    expect(await seen(`?attributes=${leaf.path}`)).toEqual([one]);
    expect(await seen('?attributes=id')).toEqual([]);
    expect(await seen(`?excludedAttributes=${leaf.path}`)).toEqual([]);
    expect(await seen(`?excludedAttributes=${parent(leaf)}`)).toEqual([]);

    if (leaf.attribute.caseExact !== undefined) {
      const equal = async (letter: string) => {
        const filter = `${leaf.path} eq ${JSON.stringify(sample(leaf, letter))} and id eq "${answer.id}"`;
        return (await client.send('GET', `/Users?${filterQuery(filter)}`)).body.totalResults;
      };
      expect([await equal('b'), await equal('B')]).toEqual([1, leaf.attribute.caseExact ? 0 : 1]);
    }

    const unique = leaf.attribute.uniqueness !== 'none';
    const second = await client.send('POST', '/Users', body(placed(leaf, one)));
    expect([second.status, second.body.scimType]).toEqual(unique ? [409, 'uniqueness'] : [201, undefined]);
    if (!unique) await client.send('DELETE', `/Users/${second.body.id}`);

    await client.send('PUT', path, body(placed(leaf, other)));
    expect(await seen('')).toEqual([other]);
    const replaced = await client.send('PATCH', path, patch({ op: 'replace', path: leaf.path, value: one }));
    expect([replaced.status, valuesOf(leaf, replaced.body)]).toEqual([200, [one]]);
    await client.send('DELETE', path);
  },
);

test.each(named(leaves.filter(readOnly)))(
  '%s is read-only: ignored in a POST and a PUT, 400 in a PATCH',
  async (_, leaf) => {
    const value = sample(leaf, 'b');
    const { path, body: answer } = await created(placed(leaf, value));
    expect(valuesOf(leaf, answer)).toEqual([]);
    expect((await client.send('PUT', path, body(placed(leaf, value)))).status).toBe(200);
    expect(valuesOf(leaf, await read(path))).toEqual([]);
    for (const op of ['add', 'replace', 'remove']) {
      const refused = await client.send('PATCH', path, patch({ op, path: leaf.path, value }));
      expect([refused.status, refused.body.scimType]).toEqual([400, 'mutability']);
    }
  },
);

test.each(named(leaves.filter(secret)))(
  '%s is in no answer to a write or a read, and not filtered on',
  async (_, leaf) => {
    const [one, other] = [String(sample(leaf, 'b')), String(sample(leaf, 'C'))];
    const { path, text } = await created(placed(leaf, one));
    const replies = [
      await client.send('PUT', path, body(placed(leaf, one))),
      await client.send('PATCH', path, patch({ op: 'replace', path: leaf.path, value: other })),
      await client.send('GET', `${path}?attributes=${leaf.path}`),
      await client.send('GET', `/Users?attributes=${leaf.path}`),
      await client.send('POST', '/Users/.search', { attributes: [leaf.path] }),
    ];
    for (const answer of [text, ...replies.map((reply) => reply.text)]) {
      for (const never of [
        'scimType',
        JSON.stringify(one),
        JSON.stringify(other),
        `"${leaf.attribute.name}"`,
      ])
        expect(answer).not.toContain(never);
    }
    for (const filter of [`${leaf.path} eq ${JSON.stringify(one)}`, `${leaf.path} pr`]) {
      const refused = await client.send('GET', `/Users?${filterQuery(filter)}`);
      expect([refused.status, refused.body.scimType]).toEqual([400, 'invalidFilter']);
    }
  },
);

// Every wrong type, of each kind of attribute: shared/scim/user.test.ts.
test.each(named(written))('%s has its declared type, and one value is not two', async (_, leaf) => {
  const { type, name } = leaf.attribute;
  const two = [sample(leaf, 'b'), sample(leaf, 'C')];
  for (const value of [type === 'boolean' ? 'yes' : 7, two]) {
    const { status, body: error } = await client.send('POST', '/Users', {
      ...body(),
      ...placed(leaf, value),
    });
    expect([status, error.scimType]).toEqual([400, 'invalidValue']);
    if (value !== two) expect(error.detail).toContain(`${name} must be `);
  }
});

test.each(['id', 'schemas'])('%s is always returned', async (name) => {
  const { path } = await created();
  for (const query of ['?attributes=userName', `?excludedAttributes=${name}`])
    expect(await read(path, query)).toHaveProperty(name);
});

test('what is required must be sent', async () => {
  const required = written.filter(({ attribute }) => attribute.required);
  expect(required.map(({ path }) => path).toSorted()).toEqual(['externalId', 'userName']);
  for (const { path } of required) {
    const { status, body: error } = await client.send('POST', '/Users', { ...body(), [path]: undefined });
    expect([status, error.scimType]).toEqual([400, 'invalidValue']);
    expect(error.detail).toContain(`${path} is required`);
  }
});

test.each(named(written))('%s can be removed, unless it is required', async (_, leaf) => {
  const { path } = await created(placed(leaf, sample(leaf, 'b')));
  const { status, body: answer } = await client.send('PATCH', path, patch({ op: 'remove', path: leaf.path }));
  // What always has a value cannot be removed, though nobody has to send it.
  const stays = leaf.attribute.required || leaf.path === 'active';
  expect([status, answer.scimType]).toEqual(stays ? [400, 'mutability'] : [200, undefined]);
  await client.send('DELETE', path);
});
