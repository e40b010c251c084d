import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashSecretToken, type Scope } from '../../shared/tenants/credential.ts';
import { noteUse } from '../../shared/tenants/lastUsed.ts';
import { addSecretToken } from '../../shared/tenants/secretTokens.ts';
import { addTenant } from '../../shared/tenants/lifecycle.ts';
import { writeTenant } from '../../shared/tenants/tenantStore.ts';
import { startCommands, type Commands } from '../support/commands.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { tenantOf } from '../support/tenants.ts';

let cli: Commands;
beforeEach(async () => {
  cli = await startCommands();
});
afterEach(() => cli.stop());

const inDays = (days: number) => new Date(Date.now() + days * 24 * 3_600_000).toISOString();

/** A tenant with a token that ends in so many days and that a client uses. */
async function tenantEnding(name: string, days: number, scope: Scope = 'provisioning'): Promise<void> {
  await addTenant(cli.tenants, name, {}, undefined);
  const wish = { label: `of ${name}`, scope, expires: inDays(days) };
  const { record } = await addSecretToken(cli.tenants, name, wish, 'none');
  await noteUse(cli.tenants, name, record.id, new Date());
}

type Line = Readonly<Record<string, string>> & { readonly token?: { readonly id: string } };

/** What `token rotate --expiring 60d --all --json` says, a line for each token. */
async function rotateAll(...words: readonly string[]): Promise<{ code: number; lines: Line[] }> {
  const { code, stdout } = await cli.run('token', 'rotate', '--expiring', '60d', '--all', '--json', ...words);
  const lines = stdout.split('\n').filter((line) => line !== '');
  const parsed = lines.map((line) => JSON.parse(line) as Line);
  for (const { secretToken } of parsed) rememberSecret(secretToken);
  return { code, lines: parsed };
}
const outcomes = (lines: readonly Line[]) =>
  lines.map(({ tenant, scope, outcome }) => `${tenant} ${scope} ${outcome}`);

test('rotates over all tenants what ends within the time, of every scope, and shows each once', async () => {
  await tenantEnding('a-soon', 59);
  await tenantEnding('b-later', 61);
  await tenantEnding('c-reader', 1, 'read-only');
  await tenantEnding('d-ended', -1);
  const leaving = { ...tenantOf('e-leaving'), removing: '2026-01-01T00:00:00.000Z' };
  await writeTenant(cli.tenants, leaving, undefined, new AbortController().signal);
  const [before] = (await cli.stored('a-soon')).secretTokens;

  const { code, lines } = await rotateAll();
  expect(code).toBe(0);
  expect(outcomes(lines)).toEqual([
    'a-soon provisioning rotated',
    'c-reader read-only rotated',
    'd-ended provisioning rotated',
  ]);
  const [first] = lines;
  const [made, kept] = (await cli.stored('a-soon')).secretTokens;
  expect(first).toMatchObject({ replaces: before?.id, tenantUrl: 'https://scim.example/scim/a-soon' });
  expect(made?.sha256).toBe(hashSecretToken(first?.secretToken ?? ''));
  expect([kept, made?.label]).toEqual([before, 'of a-soon']);
  expect((await cli.stored('b-later')).secretTokens).toHaveLength(1);
});

test('repeated after an interruption it makes none twice, ends none in use, and does the rest', async () => {
  await tenantEnding('a', 30);
  await tenantEnding('b', 30);
  await cli.json('token', 'rotate', 'a');
  const stored = await cli.stored('a');

  const again = await rotateAll();
  expect(outcomes(again.lines)).toEqual(['a provisioning waiting', 'b provisioning rotated']);
  expect(again.lines[0]?.token?.id).toBe(stored.secretTokens[0]?.id);
  expect(again.lines[0]).not.toHaveProperty('secretToken');
  expect(await cli.stored('a')).toEqual(stored);
  // When the new one is used there is nothing more to do for the tenant.
  await noteUse(cli.tenants, 'a', stored.secretTokens[0]?.id ?? '', new Date());
  expect(outcomes((await rotateAll()).lines)).toEqual(['b provisioning waiting']);
});

test('one that can not be rotated is named, and the others are rotated', async () => {
  await tenantEnding('a', 30);
  await tenantEnding('b', 30);
  const wish = { label: 'second', scope: 'provisioning', expires: inDays(20) } as const;
  const { record } = await addSecretToken(cli.tenants, 'a', wish, 'none');
  await noteUse(cli.tenants, 'a', record.id, new Date());
  const { code, lines } = await rotateAll();
  expect([code, outcomes(lines)]).toEqual([1, ['a provisioning failed', 'b provisioning rotated']]);
  expect(lines[0]?.reason).toContain('were used within a day of each other');
});

test('of one scope, of one tenant, with another end', async () => {
  await tenantEnding('a', 30);
  await addSecretToken(cli.tenants, 'a', { label: 'r', scope: 'read-only', expires: inDays(30) }, 'none');
  const words = ['--scope', 'read-only', '--expires', '2099-12-31', '--label', 'new'];
  const { stdout } = await cli.run('token', 'rotate', 'a', '--expiring', '60d', '--json', ...words);
  const { secretToken, ...line } = JSON.parse(stdout) as Line;
  rememberSecret(secretToken);
  expect(line).toMatchObject({
    tenant: 'a',
    scope: 'read-only',
    outcome: 'rotated',
    token: { label: 'new', expires: '2099-12-31T00:00:00.000Z', newest: true },
  });
});

test('for people: a line for each token as it is made, and what is to be done', async () => {
  await tenantEnding('contoso', 30);
  await tenantEnding('fabrikam', 30);
  await cli.json('token', 'rotate', 'contoso');
  const { code, stdout } = await cli.run('token', 'rotate', '--expiring', '60d', '--all');
  expect(code).toBe(0);
  const [, header, ...lines] = stdout.split('\n');
  expect(header).toBe('  TENANT    SCOPE         ENDS        NEW SECRET TOKEN, SHOWN THIS ONCE');
  expect(lines[0]).toMatch(/^ {2}contoso {3}provisioning {2}[\d-]{10} {2}waits to be used: …\w{4}, made /);
  expect(lines[1]).toMatch(/^ {2}fabrikam {2}provisioning {2}[\d-]{10} {2}ufscim_\w{36}$/);
  expect(stdout).toContain(' token rotate contoso\n');
  expect(await cli.text('token', 'rotate', '--expiring', '1d', '--all')).toBe(
    '\nThere is nothing to rotate: no secret token ends within 1 day, unless a newer one is in use.\n',
  );
});

test.each([
  [['--all'], 'With --all, say which: --expiring 60d.'],
  [['--expiring', '60d'], 'Say which tenant, or --all'],
  [['acme', '--all', '--expiring', '60d'], 'Say which tenant, or --all'],
  [[], 'Say which tenant, or --all'],
  [['acme', '--expiring', 'soon'], 'a number of days, such as "60d"'],
  [['--all', '--expiring', '60d', '--revoke-others'], 'are for one token'],
  [['nobody', '--expiring', '60d'], 'There is no tenant "nobody".'],
])('token rotate %j is refused in a sentence', async (words, says) => {
  expect(await cli.refusal('token', 'rotate', ...words)).toContain(says);
});

test.each([
  ['--all'],
  ['acme', '--all', '--expiring', '60d'],
  ['acme', '--expiring', '60d', '--revoke-others'],
])('words that do not go together are refused: %s %s', async (...words) => {
  expect(await cli.run('token', 'rotate', ...words)).toMatchObject({ code: 2, stdout: '' });
});
