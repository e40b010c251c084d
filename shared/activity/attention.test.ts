import { expect, test } from 'vitest';
import { defaultSettings, emptyTenant, type Tenant } from '../tenants/tenant.ts';
import type { SecretToken } from '../tenants/credential.ts';
import { withProvisioning } from '../tenants/lifecycle.ts';
import { hourMs } from '../telemetry/recorder.ts';
import { attentionOf, credentialStates } from './attention.ts';
import { noSummary, withInstance } from './summary.ts';

const now = Date.parse('2026-03-01T10:00:00Z');
const inDays = (days: number) => new Date(now + days * 24 * hourMs).toISOString();

function token(days: number | undefined, scope: SecretToken['scope'] = 'provisioning'): SecretToken {
  const id = `${scope} ${days ?? ''}`;
  const expires = days === undefined ? undefined : inDays(days);
  return { id, label: id, created: inDays(-1), expires, sha256: '', scope };
}

function tenant(...secretTokens: readonly SecretToken[]): Tenant {
  return { ...withProvisioning(emptyTenant('acme', new Date(now).toISOString()), true), secretTokens };
}

const kinds = (...[each, summary]: [Tenant, Parameters<typeof attentionOf>[1]?]) =>
  attentionOf(each, summary, now).map(({ kind }) => kind);

test('a tenant with a credential that lasts needs none, whatever it had before', () => {
  expect(kinds(tenant(token(undefined)))).toEqual([]);
  expect(kinds(tenant(token(400), token(10), token(-5)))).toEqual([]);
});

test('credentials: none, none that works, and one that ends soon', () => {
  expect(kinds(tenant())).toEqual(['noCredential']);
  expect(kinds(tenant(token(undefined, 'read-only')))).toEqual(['noCredential']);
  expect(attentionOf(tenant(token(-5), token(-1)), undefined, now)).toMatchObject([
    { kind: 'credentialExpired', since: inDays(-1) },
  ]);
  expect(attentionOf(tenant(token(10), token(-1)), undefined, now)).toMatchObject([
    { kind: 'credentialExpiring', since: inDays(10) },
  ]);
});

test("a tenant that takes Entra's own tokens needs no credential", () => {
  const { identityProvider, ...rest } = tenant();
  const settings = { ...defaultSettings, authentication: ['entraToken' as const] };
  expect(kinds({ ...rest, identityProvider: { ...identityProvider, settings } })).toEqual([]);
});

test('silence and refusals, the most urgent first; one that was never seen is not quiet', () => {
  const seen = { ...noSummary, lastSeen: inDays(-1) };
  const refused = withInstance(seen, 'a', new Map([[now / hourMs, [5, 2]]]), now / hourMs);
  expect(kinds(tenant(token(10)), refused)).toEqual(['quiet', 'refused', 'credentialExpiring']);
  expect(kinds(tenant(token(400)), noSummary)).toEqual([]);
});

test('one that is off needs nothing, one that is removed or restored says so alone', () => {
  expect(kinds(withProvisioning(tenant(token(-1)), false))).toEqual([]);
  const removing = { ...tenant(), removing: inDays(0) };
  expect(kinds(removing)).toEqual(['removing']);
  expect(kinds({ ...removing, restoring: { backup: '', run: '' } })).toEqual(['restoring']);
});

test('the states of all credentials, and when the next one ends', () => {
  const all = tenant(token(400), token(10), token(-5), token(undefined, 'management'));
  expect(credentialStates(all, now)).toEqual({ valid: 2, expiring: 1, expired: 1, nextExpiry: inDays(10) });
});
