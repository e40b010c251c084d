import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { compactDecrypt, decodeProtectedHeader } from 'jose';
import { describe, expect, test } from 'vitest';
import { schemaDocuments } from '../../generated/schemas.ts';
import { buildResourceTypes } from '../../scripts/attributeTable.ts';
import type { JsonObject } from '../scim/json.ts';
import type { SealingKeys } from '../config/keyRing.ts';
import { seal, sealResource, unseal } from './seal.ts';
import { uniflow } from '../../test/support/store.ts';

const [one, two] = [new Uint8Array(randomBytes(32)), new Uint8Array(randomBytes(32))];
const ring: SealingKeys = { current: 'one', keys: new Map([['one', one]]) };
const rotated: SealingKeys = {
  current: 'two',
  keys: new Map([
    ['two', two],
    ['one', one],
  ]),
};
const owner = { tenant: 'demo', userId: 'id-1', attribute: `${uniflow}:pin` };

describe('a sealed secret', () => {
  test('opens to what it was, whatever that is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (secret) => {
        expect(await unseal(ring, owner, seal(ring, owner, secret))).toBe(secret);
      }),
    );
    for (const pin of ['0042', '', ' 1 ', '00']) {
      expect(await unseal(ring, owner, seal(ring, owner, pin))).toBe(pin);
    }
  });

  test('is a JWE with a key id, and says nothing of the secret', async () => {
    const secret = 'secret-pin-1234567890';
    const sealed = seal(ring, owner, secret);
    expect(sealed.split('.')).toHaveLength(5);
    expect(decodeProtectedHeader(sealed)).toEqual({ alg: 'dir', enc: 'A256GCM', kid: 'one', ...owner });
    const decoded = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    for (const text of [sealed, ...decoded]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('base64url'));
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
    }
    expect((await compactDecrypt(sealed, one)).plaintext).toEqual(new TextEncoder().encode(secret));
  });

  test('is another one each time: equal PINs do not look equal', () => {
    const sealed = Array.from({ length: 20 }, () => seal(ring, owner, '0000'));
    expect(new Set(sealed).size).toBe(20);
  });

  test.each([
    ['tenant', { ...owner, tenant: 'other' }],
    ['user', { ...owner, userId: 'id-2' }],
    ['attribute', { ...owner, attribute: `${uniflow}:cardRegistrationCode` }],
  ])('does not open for another %s', async (_, other) => {
    const sealed = seal(ring, owner, '0042');
    expect(await unseal(ring, other, sealed)).toBeUndefined();
    expect(await unseal(ring, owner, sealed)).toBe('0042');
  });

  test('does not open for another owner whose name was written into it', async () => {
    const sealed = seal(ring, owner, '0042');
    const [, ...rest] = sealed.split('.');
    const other = { ...owner, userId: 'id-2' };
    const header = { alg: 'dir', enc: 'A256GCM', kid: 'one', ...other };
    const forged = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
    expect(decodeProtectedHeader(forged)).toMatchObject(other);
    expect(await unseal(ring, other, forged)).toBeUndefined();
  });

  test('does not open where a part of it was changed', async () => {
    const parts = seal(ring, owner, '0042').split('.');
    for (const i of [0, 2, 3, 4]) {
      const bytes = Buffer.from(parts[i] ?? '', 'base64url');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      const changed = parts.with(i, bytes.toString('base64url')).join('.');
      expect(await unseal(ring, owner, changed), `part ${i}`).toBeUndefined();
    }
  });

  test.each(['', 'x', '....', '0042', 'a.b.c.d.e', '{}'])('what is none does not open: %j', async (text) => {
    expect(await unseal(ring, owner, text)).toBeUndefined();
  });

  test('without its key it gives nothing, and does not fail', async () => {
    const sealed = seal(ring, owner, '0042');
    expect(await unseal({ current: 'two', keys: new Map([['two', two]]) }, owner, sealed)).toBeUndefined();
    // A key of the same name is not the same key.
    expect(await unseal({ current: 'one', keys: new Map([['one', two]]) }, owner, sealed)).toBeUndefined();
  });

  test('after a rotation the new key seals, and what the old one sealed still opens', async () => {
    const old = seal(ring, owner, '0042');
    const sealed = seal(rotated, owner, '0042');
    expect(decodeProtectedHeader(sealed).kid).toBe('two');
    expect(await unseal(rotated, owner, old)).toBe('0042');
    expect(await unseal(rotated, owner, sealed)).toBe('0042');
    expect(await unseal(ring, owner, sealed)).toBeUndefined();
  });

  test('a ring without its current key seals nothing', () => {
    const lost = { current: 'lost', keys: new Map([['one', one]]) };
    expect(() => seal(lost, owner, '0042')).toThrow('lost');
  });
});

describe('sealResource', () => {
  const [found] = buildResourceTypes(schemaDocuments).filter(({ endpoint }) => endpoint === '/Users');
  if (found === undefined) throw new Error('There is no resource type for /Users.');
  const type = found;
  const who = { tenant: 'demo', userId: 'id-1' };
  const sealed = (old: JsonObject, resource: JsonObject, keys = ring) =>
    sealResource(keys, type, who, old, resource);
  const secretsOf = (resource: JsonObject) =>
    resource[uniflow] as { pin: string; cardRegistrationCode: string };
  const sent = {
    userName: 'jane',
    [uniflow]: { pin: '0042', cardRegistrationCode: 'TIC-0042', cardNumber: '0042' },
  };

  test('seals the secrets and nothing else, each for its own attribute', async () => {
    const before = structuredClone(sent);
    const resource = await sealed({}, sent);
    const { pin, cardRegistrationCode } = secretsOf(resource);
    expect(resource).toEqual({
      userName: 'jane',
      [uniflow]: { pin, cardRegistrationCode, cardNumber: '0042' },
    });
    expect(await unseal(ring, owner, pin)).toBe('0042');
    const code = { ...owner, attribute: `${uniflow}:cardRegistrationCode` };
    expect(await unseal(ring, code, cardRegistrationCode)).toBe('TIC-0042');
    expect(await unseal(ring, owner, cardRegistrationCode)).toBeUndefined();
    expect(JSON.stringify(resource)).not.toContain('TIC-0042');
    expect(sent).toEqual(before);
  });

  test('leaves a resource without secrets as it is', async () => {
    const resource = { userName: 'jane', [uniflow]: { cardNumber: '1' } };
    expect(await sealed({}, resource)).toEqual(resource);
  });

  test('a value that comes again unchanged keeps its sealed form', async () => {
    const stored = await sealed({}, sent);
    expect(await sealed(stored, sent)).toEqual(stored);
  });

  test('a value that was carried over keeps its sealed form', async () => {
    const stored = await sealed({}, sent);
    const next = { ...stored, userName: 'joan' };
    expect(await sealed(stored, next)).toEqual(next);
  });

  test('a changed value is sealed anew, and only that one', async () => {
    const stored = await sealed({}, sent);
    const next = await sealed(stored, { ...sent, [uniflow]: { ...sent[uniflow], pin: '042' } });
    expect(secretsOf(next).cardRegistrationCode).toBe(secretsOf(stored).cardRegistrationCode);
    expect(secretsOf(next).pin).not.toBe(secretsOf(stored).pin);
    expect(await unseal(ring, owner, secretsOf(next).pin)).toBe('042');
  });

  test('after a rotation an unchanged value keeps its sealed form, and a changed one gets the new key', async () => {
    const stored = await sealed({}, sent);
    expect(await sealed(stored, sent, rotated)).toEqual(stored);
    const next = await sealed(stored, { ...sent, [uniflow]: { ...sent[uniflow], pin: '1' } }, rotated);
    expect(decodeProtectedHeader(secretsOf(next).pin).kid).toBe('two');
    expect(decodeProtectedHeader(secretsOf(next).cardRegistrationCode).kid).toBe('one');
  });

  test('where the key is lost the same value counts as new', async () => {
    const stored = await sealed({}, sent);
    const keys: SealingKeys = { current: 'two', keys: new Map([['two', two]]) };
    const next = await sealed(stored, sent, keys);
    expect(secretsOf(next).pin).not.toBe(secretsOf(stored).pin);
    expect(await unseal(keys, owner, secretsOf(next).pin)).toBe('0042');
  });

  test("another user's sealed secret is text like any other: it is sealed again and never opens to the PIN", async () => {
    const foreign = seal(ring, { ...owner, userId: 'id-2' }, '9999');
    const next = await sealed({}, { userName: 'x', [uniflow]: { pin: foreign } });
    expect(await unseal(ring, owner, secretsOf(next).pin)).toBe(foreign);
  });
});
