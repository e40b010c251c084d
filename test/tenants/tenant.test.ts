import { describe, expect, test } from 'vitest';
import { isTenantName, parseTenant, type Tenant } from '../../shared/tenants/tenant.ts';

describe('isTenantName', () => {
  test.each(['a', '0', 'demo', 'a-b', 'a--b', '0-9', 'a'.repeat(63), `a${'-'.repeat(61)}z`])(
    '%s is one',
    (name) => {
      expect(isTenantName(name)).toBe(true);
    },
  );

  test.each([
    '',
    '-',
    'a-',
    '-a',
    'A',
    'aB',
    'a_b',
    'a.b',
    'a b',
    'ä',
    'a/b',
    "a'",
    'a\n',
    '\na',
    'a'.repeat(64),
  ])('%j is none', (name) => {
    expect(isTenantName(name)).toBe(false);
  });
});

describe('parseTenant', () => {
  const tenant: Tenant = {
    name: 'demo',
    created: '2026-01-01T00:00:00.000Z',
    externalIdRequired: false,
    secretTokens: [
      { id: 'a', sha256: '00', created: '2026-01-01T00:00:00.000Z' },
      { id: 'b', sha256: '11', created: '2026-01-02T00:00:00.000Z' },
    ],
  };

  test('reads what was written', () => {
    expect(parseTenant(JSON.stringify(tenant))).toEqual(tenant);
    expect(parseTenant(JSON.stringify({ ...tenant, secretTokens: [] }))).toEqual({
      ...tenant,
      secretTokens: [],
    });
  });

  test.each([
    ['name', undefined],
    ['name', 1],
    ['created', null],
    ['externalIdRequired', 'true'],
    ['externalIdRequired', undefined],
    ['secretTokens', undefined],
    ['secretTokens', {}],
    ['secretTokens', [null]],
    ['secretTokens', ['x']],
    ['secretTokens', [...tenant.secretTokens, { id: 'c', sha256: '22' }]],
    ['secretTokens', [{ id: 1, sha256: '22', created: 'x' }]],
  ])('with %s %j it is none: a damaged tenant lets nobody in', (member, value) => {
    expect(parseTenant(JSON.stringify({ ...tenant, [member]: value }))).toBeUndefined();
  });

  test.each(['null', '[]', '"demo"', '1'])('%s is none', (json) => {
    expect(parseTenant(json)).toBeUndefined();
  });
});
