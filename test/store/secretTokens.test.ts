import { beforeEach, describe, expect, test } from 'vitest';
import {
  findSecret,
  hashSecretToken,
  looksLikeSecretToken,
  type SecretToken,
} from '../../shared/tenants/credential.ts';
import { ScimError } from '../../shared/scim/error.ts';
import { noteUse } from '../../shared/tenants/lastUsed.ts';
import { ensureTenant } from '../../shared/tenants/lifecycle.ts';
import {
  addSecretToken,
  newSecretToken,
  revokeSecretToken,
  withSecretToken,
} from '../../shared/tenants/secretTokens.ts';
import { loseOnce } from '../support/storageProxy.ts';
import { anyToken, madeTenant, rotatedToken, useTenantsTable } from '../support/tenants.ts';

const tables = await useTenantsTable();

const day = 24 * 3_600_000;
const now = new Date('2026-06-01T00:00:00.000Z');

/** A record that is told by its id. */
function record(id: string, wish: Partial<SecretToken> = {}): SecretToken {
  const created = now.toISOString();
  return { id, label: id, scope: 'provisioning', created, expires: undefined, sha256: id, ...wish };
}
const past = new Date(now.getTime() - 1).toISOString();
const unused = new Map<string, string>();
const ids = (tokens: readonly SecretToken[]) => tokens.map(({ id }) => id);

describe('newSecretToken', () => {
  test('gives the token, and a record that does not hold it', () => {
    const expires = new Date(now.getTime() + day).toISOString();
    const { token, record: made } = newSecretToken({ label: 'Entra', scope: 'read-only', expires }, now);
    expect(looksLikeSecretToken(token)).toBe(true);
    expect(made).toEqual({
      id: made.id,
      label: 'Entra',
      scope: 'read-only',
      created: now.toISOString(),
      expires,
      sha256: hashSecretToken(token),
      lastFour: token.slice(-4),
    });
    expect(made.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(made)).not.toContain(token.slice(7, -6));
  });

  test.each(['x', 'Entra, job “Print” 漢字', '😀'.repeat(64)])('takes the label %j', (label) => {
    expect(newSecretToken({ ...anyToken, label }, now).record.label).toBe(label);
  });

  test.each(['', ' ', 'x'.repeat(65), 'a\nb', 'a\tb', '\u0000', 'a\u2028b', '\u202ereversed', '\ud800'])(
    'refuses the label %j',
    (label) => {
      const make = () => newSecretToken({ ...anyToken, label }, now);
      expect(make).toThrow(ScimError);
      expect(make).toThrow(/label/);
    },
  );
});

describe('withSecretToken', () => {
  const fresh = record('new');

  test('the newest stands first, and one that is there stays', () => {
    expect(ids(withSecretToken([], fresh, 'none', unused))).toEqual(['new']);
    expect(ids(withSecretToken([record('a')], fresh, 'none', unused))).toEqual(['new', 'a']);
    expect(ids(withSecretToken([record('a')], fresh, 'oldest', unused))).toEqual(['new', 'a']);
  });

  test('two work already: none more is made, one ends, or all do', () => {
    const two = [record('b'), record('a')];
    expect(() => withSecretToken(two, fresh, 'none', unused)).toThrow(
      expect.objectContaining({ name: 'ScimError', status: 409 }) as Error,
    );
    // Of two that nobody has used the newer one may never have been seen.
    expect(ids(withSecretToken(two, fresh, 'oldest', unused))).toEqual(['new', 'a']);
    expect(ids(withSecretToken(two, fresh, 'others', unused))).toEqual(['new']);
  });

  test('one that has expired takes no room, and goes', () => {
    const tokens = [record('b'), record('gone', { expires: past })];
    for (const replacing of ['none', 'oldest'] as const)
      expect(ids(withSecretToken(tokens, fresh, replacing, unused))).toEqual(['new', 'b']);
    // One that expired first must not keep the one in use from staying.
    const newestExpired = [record('gone', { expires: past }), record('b')];
    expect(ids(withSecretToken(newestExpired, fresh, 'oldest', unused))).toEqual(['new', 'b']);
  });

  test('tokens of other scopes are not counted and not touched', () => {
    const others = [
      record('r2', { scope: 'read-only' }),
      record('r1', { scope: 'read-only' }),
      record('m', { scope: 'management', expires: past }),
    ];
    for (const replacing of ['none', 'oldest', 'others'] as const)
      expect(ids(withSecretToken(others, fresh, replacing, unused))).toEqual(['new', 'r2', 'r1', 'm']);
    const reader = record('r3', { scope: 'read-only' });
    expect(ids(withSecretToken([fresh, ...others], reader, 'oldest', unused))).toEqual([
      'r3',
      'r1',
      'new',
      'm',
    ]);
    expect(ids(withSecretToken([fresh, ...others], reader, 'others', unused))).toEqual(['r3', 'new', 'm']);
  });

  test('one that is there already changes nothing', () => {
    const tokens = [fresh, record('a')];
    for (const replacing of ['none', 'oldest', 'others'] as const)
      expect(withSecretToken(tokens, fresh, replacing, unused)).toBe(tokens);
  });
});

describe('the secret tokens of a stored tenant', () => {
  let serial = 0;
  let name: string;
  let first: string;

  beforeEach(async () => {
    name = `tenant-${(serial += 1)}`;
    first = await madeTenant(tables.table, name);
  });

  const records = async () => (await tables.stored(name))?.secretTokens ?? [];
  const valid = async (...tokens: readonly string[]) => {
    const stored = await records();
    return tokens.map((token) => findSecret(stored, token) !== undefined);
  };

  test('two are valid at a time: the new one and the one that stays', async () => {
    const second = await rotatedToken(tables.table, name, 'oldest');
    expect(await valid(first, second)).toEqual([true, true]);
    const third = await rotatedToken(tables.table, name, 'oldest');
    expect(await valid(first, second, third)).toEqual([true, false, true]);
    const fourth = await rotatedToken(tables.table, name, 'oldest');
    expect(await valid(first, second, third, fourth)).toEqual([true, false, false, true]);
    expect(new Set([first, second, third, fourth]).size).toBe(4);
    expect(await records()).toHaveLength(2);
  });

  test('alone, every other token ends', async () => {
    const second = await rotatedToken(tables.table, name, 'oldest');
    const { token, tenant } = await addSecretToken(tables.table, name, anyToken, 'others');
    expect(await valid(first, second, token)).toEqual([false, false, true]);
    expect(tenant.secretTokens).toHaveLength(1);
  });

  test('a third one is refused where none is to be replaced, and nothing changes', async () => {
    await addSecretToken(tables.table, name, anyToken, 'none');
    const row = await tables.row(name);
    await expect(addSecretToken(tables.table, name, anyToken, 'none')).rejects.toMatchObject({
      name: 'ScimError',
      status: 409,
    });
    expect(await tables.row(name)).toEqual(row);
    await expect(
      addSecretToken(tables.table, name, { ...anyToken, scope: 'read-only' }, 'none'),
    ).resolves.toBeDefined();
  });

  test('the newest stands first, and the rest of the tenant stays', async () => {
    await ensureTenant(tables.table, name, { settings: { externalIdRequired: false } }, anyToken);
    const before = await tables.stored(name);
    const { tenant, token, record: made } = await addSecretToken(tables.table, name, anyToken, 'oldest');
    expect(tenant).toEqual({ ...before, secretTokens: [made, ...(before?.secretTokens ?? [])] });
    expect(findSecret(tenant.secretTokens, token)).toBe(tenant.secretTokens[0]);
    expect(await tables.stored(name)).toEqual(tenant);
  });

  test.each(['nobody', 'No/Tenant', ''])('there are none of %j', async (unknown) => {
    const missing = { name: 'ScimError', status: 404 };
    await expect(rotatedToken(tables.table, unknown, 'oldest')).rejects.toMatchObject(missing);
    await expect(revokeSecretToken(tables.table, unknown, 'x')).rejects.toMatchObject(missing);
  });

  test('a wrong label is refused before storage is asked', async () => {
    tables.proxy.forget();
    const wrong = addSecretToken(tables.watched, name, { ...anyToken, label: '' }, 'oldest');
    await expect(wrong).rejects.toMatchObject({ name: 'ScimError', status: 400 });
    expect(tables.proxy.calls).toEqual([]);
  });

  test('where the answer to its write is lost it is made once: the token in use stays valid', async () => {
    const second = await rotatedToken(tables.table, name, 'oldest');
    const [before] = await records();
    await noteUse(tables.table, name, before?.id ?? '', new Date());
    tables.proxy.treat(loseOnce(({ method }) => method === 'PUT'));
    const { token } = await addSecretToken(tables.watched, name, anyToken, 'oldest');
    expect(await valid(token, second, first)).toEqual([true, true, false]);
    expect((await records())[1]).toEqual(before);
  });

  test('whose answer was lost altogether, and that is repeated, keeps the token in use, however often', async () => {
    const [inUse] = await records();
    await noteUse(tables.table, name, inUse?.id ?? '', new Date());
    for (let times = 0; times < 3; times += 1) {
      tables.proxy.treat(({ method }) => (method === 'PUT' ? 'lose' : 'pass'));
      await expect(addSecretToken(tables.watched, name, anyToken, 'oldest')).rejects.toThrow();
    }
    tables.proxy.treat(() => 'pass');
    const { token } = await addSecretToken(tables.watched, name, anyToken, 'oldest');
    expect(await valid(first, token)).toEqual([true, true]);
    expect(await records()).toHaveLength(2);
  });

  test('when its uses can not be read nothing is ended', async () => {
    const second = await rotatedToken(tables.table, name, 'oldest');
    tables.proxy.treat(({ url }) => (decodeURIComponent(url).includes('used:') ? 'refuse' : 'pass'));
    await expect(addSecretToken(tables.watched, name, anyToken, 'oldest')).rejects.toMatchObject({
      name: 'ScimError',
      status: 503,
    });
    expect(await valid(first, second)).toEqual([true, true]);
  });

  test('two at once are made one after the other: the token that clients have stays', async () => {
    let other = '';
    tables.proxy.treat(async ({ method }) => {
      if (method === 'PUT' && other === '') other = await rotatedToken(tables.table, name, 'oldest');
      return 'pass' as const;
    });
    const { token } = await addSecretToken(tables.watched, name, anyToken, 'oldest');
    expect(await valid(token, other, first)).toEqual([true, false, true]);
  });

  test('one is revoked by its id, and the others stay', async () => {
    const second = await rotatedToken(tables.table, name, 'oldest');
    const [newest] = await records();
    await revokeSecretToken(tables.table, name, newest?.id ?? '');
    expect(await valid(first, second)).toEqual([true, false]);
  });

  test('the last one can be revoked too, and a new one be made', async () => {
    const [only] = await records();
    await revokeSecretToken(tables.table, name, only?.id ?? '');
    expect(await records()).toEqual([]);
    expect(await valid(await rotatedToken(tables.table, name, 'none'))).toEqual([true]);
  });

  test.each(['nobody', '', '__proto__'])('there is none with the id %j', async (id) => {
    const row = await tables.row(name);
    await expect(revokeSecretToken(tables.table, name, id)).rejects.toMatchObject({
      name: 'ScimError',
      status: 404,
    });
    expect(await tables.row(name)).toEqual(row);
  });

  test('where the answer to a revocation is lost it is done, and not said to be missing', async () => {
    const [only] = await records();
    tables.proxy.treat(loseOnce(({ method }) => method === 'PUT'));
    await revokeSecretToken(tables.watched, name, only?.id ?? '');
    expect(await records()).toEqual([]);
  });
});
