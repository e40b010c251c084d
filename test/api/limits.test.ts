import type { HttpRequest } from '@azure/functions';
import { beforeAll, describe, expect, test } from 'vitest';
import { readBody } from '../../shared/api/request.ts';
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

test('what is declared', async () => {
  const { body } = await client.send('GET', '/ServiceProviderConfig');
  expect(body).toMatchObject({
    bulk: { maxOperations: 1_000, maxPayloadSize: 1_048_576 },
    filter: { maxResults: 1_000 },
    pagination: { defaultPageSize: 100, maxPageSize: 1_000, cursorTimeout: 3_600 },
  });
});

describe('a filter', () => {
  const sized = (bytes: number, fill: string) => {
    const empty = 'title eq ""';
    return empty.replace('""', `"${fill.repeat((bytes - empty.length) / Buffer.byteLength(fill))}"`);
  };

  test.each(['x', 'é', '\u20ac'])('of 4 KiB is read, and of a byte more is refused (%s)', async (fill) => {
    const size = 4_096 - ((4_096 - 11) % Buffer.byteLength(fill));
    expect((await search(sized(size, fill))).status).toBe(200);
    const more = sized(size + Buffer.byteLength(fill), fill);
    expect(Buffer.byteLength(more)).toBeGreaterThan(4_096);
    expectError(await search(more), 400, 'invalidFilter', /4096 bytes/);
  });

  test('the same in a URL', async () => {
    const get = (filter: string) => client.send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect((await get(sized(4_096, 'x'))).status).toBe(200);
    expectError(await get(sized(4_097, 'x')), 400, 'invalidFilter', /4096 bytes/);
  });

  test.each([
    ['parentheses', (n: number) => '('.repeat(n) + 'title pr' + ')'.repeat(n)],
    ['not', (n: number) => 'not ('.repeat(n) + 'title pr' + ')'.repeat(n)],
    ['a value path inside', (n: number) => `${'('.repeat(n - 1)}emails[value pr]${')'.repeat(n - 1)}`],
    [
      'parentheses in a value path',
      (n: number) => `emails[${'('.repeat(n - 1)}value pr${')'.repeat(n - 1)}]`,
    ],
  ])('32 levels of %s are read, and 33 refused', async (_, nested) => {
    expect((await search(nested(32))).status).toBe(200);
    expectError(await search(nested(33)), 400, 'invalidFilter', /32 levels/);
  });

  test.each([
    ['100,000 parentheses', '('.repeat(100_000)],
    ['100,000 not', 'not('.repeat(100_000)],
    ['a megabyte of spaces', `title${' '.repeat(1_000_000)}pr`],
    ['a megabyte of text', `title eq "${'x'.repeat(1_000_000)}"`],
    ['a megabyte of or', `title pr${' or title pr'.repeat(80_000)}`],
    ['a megabyte of name', `${'a'.repeat(1_000_000)} pr`],
    ['a megabyte of digits', `title eq ${'9'.repeat(1_000_000)}`],
    ['a megabyte of escapes', `title eq "${'\\\\'.repeat(250_000)}"`],
    ['a megabyte of brackets', 'emails['.repeat(140_000)],
    ['3,000 parentheses', '('.repeat(3_000)],
    ['3,000 brackets', 'a['.repeat(1_500)],
    ['a string without end', 'title eq "x'],
    ['4,000 characters of one', `title eq "${'x'.repeat(4_000)}`],
    ['a string that ends in a backslash', 'title eq "x\\'],
    ['a string that ends in an escaped quote', 'title eq "x\\"'],
    ['an escape that is none', 'title eq "\\q"'],
    ['half an escape', 'title eq "\\u12"'],
    ['half of a surrogate pair', 'title eq "\\ud800"'],
    ['a control character', 'title eq "\u0001"'],
    ['a name without end', `title.${'a.'.repeat(1_000)}a eq "x"`],
    ['operators only', 'and or not'],
    ['a number without end', `title eq ${'-'.repeat(4_000)}`],
    ['an infinite number', `title eq 1e${'9'.repeat(4_000)}`],
  ])('%s is 400 invalidFilter', async (_, filter) => {
    expectError(await search(filter), 400, 'invalidFilter', /^The filter is wrong at position \d+: /);
  });

  test('of as many comparisons as fit is answered', async () => {
    const filter = Array.from({ length: 250 }, () => 'title co "e"').join(' or ');
    expect(filter.length).toBeLessThan(4_097);
    expect((await search(filter)).body.totalResults).toBe(1);
  });
});

describe('a path of a PATCH', () => {
  test.each([
    ['100,000 brackets', 'emails['.repeat(100_000)],
    ['a megabyte', 'a'.repeat(1_000_000)],
    ['deep', `emails[${'('.repeat(40)}value pr${')'.repeat(40)}]`],
    ['a string without end', 'emails[value eq "x'],
  ])('%s is 400 invalidPath', async (_, where) => {
    expectError(
      await change({ op: 'remove', path: where }),
      400,
      'invalidPath',
      /^The path is wrong at position/,
    );
    expectError(
      await change({ op: 'add', value: { [where]: 'x' } }),
      400,
      'invalidPath',
      /^The path is wrong/,
    );
  });
});

describe('a PATCH', () => {
  const titles = (n: number) =>
    Array.from({ length: n }, (_, i) => ({ op: 'replace', path: 'title', value: `T${i + 1}` }));

  test('of 200 operations is done, of 201 is 413', async () => {
    const done = await change(...titles(200));
    expect([done.status, done.body.title]).toEqual([200, 'T200']);
    expectError(await change(...titles(201)), 413, undefined, /200 .*201/);
    expect((await client.send('GET', path)).body.title).toBe('T200');
  });

  test('whose value names more attributes than there are is 413', async () => {
    const keys = (n: number) =>
      Object.fromEntries(Array.from({ length: n }, (_, i) => [`emails[value eq "${i}"].type`, 'x']));
    expectError(await change({ op: 'replace', value: keys(4_000) }), 413, undefined, /1000 .*4000/);
    expectError(
      await change({ op: 'add', value: keys(600) }, { op: 'add', value: keys(401) }),
      413,
      undefined,
      /1001/,
    );
  });

  test.each([
    ['add', 'emails', 'x'],
    ['replace', 'emails', 'x'],
    ['remove', 'emails', 'x'],
    ['add', 'photos', { value: 'x' }],
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

describe('a body', () => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

  test.each(['/Users', '/Users/.search', '/.search', '/Bulk'])(
    'of %s: a megabyte and a byte is 413',
    async (where) => {
      const filled = (bytes: number) => `{"x":"${'x'.repeat(bytes - 8)}"}`;
      const passed = await client.send('POST', where, filled(1_048_576));
      expect(passed.status).not.toBe(413);
      expectError(await client.send('POST', where, filled(1_048_577)), 413, undefined, /1048577 .*1048576/);
    },
  );

  test.each(['/Users', '/Users/.search', '/.search', '/Bulk'])('of %s: 33 levels are 400', async (where) => {
    const passed = await client.send('POST', where, `{"x":${deep(31)}}`);
    expect(passed.text).not.toMatch(/levels/);
    for (const levels of [32, 10_000, 500_000])
      expectError(
        await client.send('POST', where, `{"x":${deep(levels)}}`),
        400,
        'invalidSyntax',
        /32 levels|JSON/,
      );
  });

  test('is refused by its declared length, before it is read', async () => {
    const headers = new Headers({ 'content-length': '90000000' });
    const arrayBuffer = () => Promise.reject(new Error('It was read.'));
    const refused = readBody({ headers, arrayBuffer } as unknown as HttpRequest);
    await expect(refused).rejects.toMatchObject({
      status: 413,
      message: expect.stringMatching(/90000000 .*1048576/) as unknown,
    });
  });

  test('of thousands of unknown attributes is read', async () => {
    const body = Object.fromEntries(Array.from({ length: 4_900 }, (_, i) => [`unknown${i}`, i]));
    expect((await client.send('POST', '/Users', { ...body, userName: 'x' })).body.detail).toMatch(
      /externalId/,
    );
  });
});

describe('a page', () => {
  test('has 100 by default and 1,000 at most', async () => {
    const operations = Array.from({ length: 1_000 }, (_, i) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `${i}`,
      data: { externalId: `page${i}`, userName: `page${i}` },
    }));
    const { body } = await client.send('POST', '/Bulk', { Operations: operations });
    expect((body.Operations as { status: string }[]).every(({ status }) => status === '201')).toBe(true);
    for (const [query, items] of [
      ['', 100],
      ['count=1000', 1_000],
      ['count=1001', 1_000],
      ['count=999999999', 1_000],
      ['cursor', 100],
      ['cursor&count=1001', 1_000],
      ['filter=active+eq+true', 100],
      ['filter=active+eq+true&count=1001', 1_000],
      ['sortBy=userName', 100],
      ['sortBy=userName&count=1001', 1_000],
    ] as const) {
      const page = await client.send('GET', `/Users?attributes=id&${query}`);
      expect([query, page.body.itemsPerPage, page.body.Resources.length]).toEqual([query, items, items]);
      if ('totalResults' in page.body) expect(page.body.totalResults).toBe(1_001);
    }
  });
});
