import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyFinding, storageFindings } from './readiness.ts';

const now = Date.parse('2026-01-31T08:00:00Z');
const bad = (look: Parameters<typeof storageFindings>[0]) =>
  storageFindings(look, now).filter(({ ok }) => !ok);
const sealing = { current: 'k', keys: new Map([['k', new Uint8Array(32)]]) };
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('of a storage that does not answer, nothing else is said', () => {
  expect(storageFindings(undefined, now).map(({ check, ok }) => ({ check, ok }))).toEqual([
    { check: 'storage', ok: false },
  ]);
});

test.each([0, 60_000, -60_000])('a clock that is %d ms off is well', (skew) => {
  expect(bad({ time: now - skew, laterForm: false })).toEqual([]);
});

test.each([
  [61_000, "The clock is 61 s ahead of storage's."],
  [-3_600_000, "The clock is 3600 s behind storage's."],
])('a clock that is %d ms off is not', (skew, detail) => {
  expect(bad({ time: now - skew, laterForm: false })).toEqual([{ check: 'clock', ok: false, detail }]);
});

test('a storage without a Date is no fault, and a later form is', () => {
  expect(bad({ time: undefined, laterForm: true }).map(({ check }) => check)).toEqual(['format']);
});

test('a form that was not looked at in time is unknown: that is said, and is no fault', () => {
  const format = (laterForm: boolean | undefined) =>
    storageFindings({ time: now, laterForm }, now).find(({ check }) => check === 'format');
  expect(format(undefined)).toMatchObject({ ok: true, detail: expect.stringMatching(/^Unknown/) as unknown });
  expect(format(false)).toMatchObject({ ok: true, detail: expect.stringMatching(/^All tenants/) as unknown });
});

test('keys that do what they are for are well', async () => {
  const signing = { current: 's', keys: new Map([['s', privateKey]]) };
  expect(await keyFinding(sealing, signing)).toEqual({
    check: 'keys',
    ok: true,
    detail: 'The keys work.',
  });
  expect((await keyFinding(sealing, undefined)).detail).toContain('SCIM_SIGNING_KEYS is not set');
});

test('keys that are not there are found out, and not shown', async () => {
  const finding = await keyFinding({ current: 'x', keys: new Map() }, { current: 'y', keys: new Map() });
  expect(finding).toMatchObject({ ok: false });
  expect(finding.detail).toMatch(/sealing.*signing/);
});
