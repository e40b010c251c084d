import { describe, expect, test } from 'vitest';
import { credentialsOf, warningsAbout } from './expiring.ts';
import { tenantOf } from '../../test/support/tenants.ts';

const day = 24 * 3_600_000;
const now = Date.parse('2026-06-01T00:00:00.000Z');
const created = '2026-01-01T00:00:00.000Z';
const credential = (id: string, days?: number) => ({
  id,
  label: `Label ${id}`,
  created,
  sha256: '00',
  expires: days === undefined ? undefined : new Date(now + days * day).toISOString(),
});

describe('what is warned about', () => {
  test('is what ends within 60 days and what has ended, by its id, its label and its end', () => {
    const credentials = [
      credential('never'),
      credential('later', 61),
      credential('soon', 60),
      credential('gone', -1),
    ];
    expect(warningsAbout(credentials, now, 'demo')).toEqual([
      { tenant: 'demo', credential: 'soon', label: 'Label soon', expires: credentials[2]?.expires },
      { tenant: 'demo', credential: 'gone', label: 'Label gone', expires: credentials[3]?.expires },
    ]);
    const [first] = warningsAbout(credentials, now);
    expect(Object.keys(first ?? {})).toEqual(['credential', 'label', 'expires']);
  });

  test('is whatever of a tenant may end: tokens, secrets of clients by their name, federated credentials', () => {
    const tenant = {
      ...tenantOf('demo', [{ ...credential('token', 1), scope: 'read-only' }]),
      clients: [
        {
          id: 'client',
          label: 'Client',
          created,
          scopes: [],
          secrets: [credential('a', 1), credential('b', 2)],
        },
      ],
      federatedCredentials: [
        { ...credential('federated', 3), entraTenantId: '', subject: '', audience: '', scopes: [] },
      ],
    };
    expect(warningsAbout(credentialsOf(tenant), now).map(({ credential: id, label }) => [id, label])).toEqual(
      [
        ['token', 'Label token'],
        ['a', 'Client'],
        ['b', 'Client'],
        ['federated', 'Label federated'],
      ],
    );
  });
});
