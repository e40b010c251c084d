import { beforeAll, describe, expect, test } from 'vitest';
import { defined } from '../../shared/scim/json.ts';
import type { Reply } from '../support/client.ts';
import { errorUrn, patch, person, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const { client } = await useTenant();
let path: string;

beforeAll(async () => {
  path = `/Users/${(await client.send('POST', '/Users', person('jane'))).body.id}`;
});

const search = (filter: string): Promise<Reply> => client.send('POST', '/Users/.search', { filter });
const change = (...operations: Body[]): Promise<Reply> => client.send('PATCH', path, patch(...operations));

function expectError(
  { status, body }: Reply,
  wanted: number,
  scimType: string | undefined,
  detail: RegExp,
): void {
  const said = expect.stringMatching(detail) as unknown;
  expect(body).toEqual({
    schemas: [errorUrn],
    status: String(wanted),
    ...defined({ scimType }),
    detail: said,
  });
  expect(status).toBe(wanted);
  // The sentence stays short, even if much was sent.
  expect(body.detail.length).toBeLessThan(1_000);
}

describe('a filter', () => {
  test.each(['in a body', 'in a URL'])(
    'of 4 KiB is read, and of a byte more is refused (%s)',
    async (where) => {
      const sized = (bytes: number) => `title eq "${'x'.repeat(bytes - 11)}"`;
      const send = (filter: string) =>
        where === 'in a body'
          ? search(filter)
          : client.send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect((await send(sized(4_096))).status).toBe(200);
      expectError(await send(sized(4_097)), 400, 'invalidFilter', /4096 bytes/);
    },
  );

  test('of a megabyte is refused', async () => {
    expectError(
      await search('emails['.repeat(140_000)),
      400,
      'invalidFilter',
      /^The filter is wrong at position/,
    );
  });

  test('of as many comparisons as fit is answered', async () => {
    const filter = Array.from({ length: 250 }, () => 'title co "e"').join(' or ');
    expect(filter.length).toBeLessThan(4_097);
    expect((await search(filter)).body.totalResults).toBe(1);
  });
});

describe('a PATCH', () => {
  test.each([
    ['add', 'emails', 'x'],
    ['remove', 'emails', 'x'],
    ['replace', 'roles', { value: 'x', primary: false }],
  ])('%s %s with a list that no user has is refused', async (op, where, element) => {
    const value = Array.from({ length: 1_000_000 / (JSON.stringify(element).length + 1) }, () => element);
    const { status, body } = await change({ op, path: where, value });
    expect([400, 413]).toContain(status);
    expect(body.detail).toMatch(/\d/);
    expect((await client.send('GET', path)).body.emails).toHaveLength(1);
  });

  test('200 operations on as large a user as there can be', async () => {
    const roles = Array.from({ length: 1_500 }, (_, i) => ({ value: `role ${i}` }));
    const large = await client.send('POST', '/Users', person('large', { roles }));
    expect(large.status).toBe(201);
    const where = `/Users/${large.body.id}`;
    const operations = Array.from({ length: 200 }, (_, i) => ({
      op: 'replace',
      path: `roles[value eq "role ${i * 7}"].display`,
      value: `${i}`,
    }));
    const { status, body } = await client.send('PATCH', where, patch(...operations));
    expect(status).toBe(200);
    expect(
      (body.roles as { display?: string }[]).filter(({ display }) => display !== undefined),
    ).toHaveLength(200);
    await client.send('DELETE', where);
  });
});

test.each(['/Users', '/Users/.search', '/.search', '/Bulk'])(
  'a body of %s has a megabyte at most',
  async (where) => {
    const filled = (bytes: number) => `{"x":"${'x'.repeat(bytes - 8)}"}`;
    const passed = await client.send('POST', where, filled(1_048_576));
    expect(passed.status).not.toBe(413);
    expectError(await client.send('POST', where, filled(1_048_577)), 413, undefined, /1048577 .*1048576/);
  },
);
