import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashSecretToken } from '../../shared/tenants/credential.ts';
import { noteUse } from '../../shared/tenants/lastUsed.ts';
import { writeTenant } from '../../shared/tenants/tenantStore.ts';
import { startCommands, type Commands } from '../support/commands.ts';
import { created, tenantOf } from '../support/tenants.ts';

let cli: Commands;
let serial = 0;
let name: string;

beforeAll(async () => {
  cli = await startCommands();
});
afterAll(() => cli.stop());
beforeEach(async () => {
  name = `t${(serial += 1)}`;
  await cli.tenant(name);
});

const day = 24 * 3_600_000;
const tokens = async () => (await cli.stored(name)).secretTokens;
const labels = async () => (await tokens()).map(({ label }) => label);

/** Days from now, as exactly as a test may know it. */
function daysTo(time: string | undefined): number {
  return Math.round((Date.parse(time ?? '') - Date.now()) / day);
}

describe('token add', () => {
  test('--json: the token once, and its record; only the hash is stored', async () => {
    const made = await cli.json('token', 'add', name, '--label', 'second', '--expires', '90d');
    const [record, first] = await tokens();
    expect(made).toEqual({
      tenant: name,
      tenantUrl: `https://scim.example/scim/${name}`,
      secretToken: expect.stringMatching(/^ufscim_[0-9A-Za-z]{36}$/) as unknown,
      token: {
        id: record?.id,
        label: 'second',
        lastFour: String(made.secretToken).slice(-4),
        scope: 'provisioning',
        created: record?.created,
        newest: true,
        expires: record?.expires,
        lastUsed: null,
        state: 'valid',
      },
      validTokens: 2,
    });
    expect(record?.sha256).toBe(hashSecretToken(String(made.secretToken)));
    expect(daysTo(record?.expires)).toBe(90);
    expect(first?.label).toBe('secret token');
  });

  test.each([
    [['--expires', 'never'], undefined],
    [['--expires', '2099-12-31'], '2099-12-31T00:00:00.000Z'],
  ])('%j is when it ends', async (words, expires) => {
    await cli.json('token', 'add', name, ...words);
    expect((await tokens())[0]?.expires).toBe(expires);
  });

  test('ends when the deployment says where nobody else does: in two years by default', async () => {
    expect(daysTo((await tokens())[0]?.expires)).toBe(730);
    await cli.runWith({ SCIM_SECRET_TOKEN_DAYS: '10' }, 'token', 'add', name);
    expect(daysTo((await tokens())[0]?.expires)).toBe(10);
  });

  test('refuses a third of a scope in a sentence; other scopes have room of their own', async () => {
    await cli.json('token', 'add', name);
    const before = await tokens();
    expect(await cli.refusal('token', 'add', name)).toBe(
      '2 secret tokens of the scope provisioning work already. Rotate them, or revoke one.\n',
    );
    expect(await tokens()).toEqual(before);
    await cli.json('token', 'add', name, '--scope', 'read-only');
    await cli.json('token', 'add', name, '--scope', 'management');
    expect((await tokens()).map(({ scope }) => scope)).toEqual([
      'management',
      'read-only',
      'provisioning',
      'provisioning',
    ]);
  });

  test('for people: shown once, works at once, and what becomes of the other', async () => {
    const text = await cli.text('token', 'add', name);
    expect(text).toMatch(/Provisioning secret token +ufscim_[0-9A-Za-z]{36}\n/);
    expect(text).toContain('It is shown this once, and works at once.');
    expect(text).toContain(`node dist/cli.js token revoke ${name} <id>`);
  });

  test('of the scope management says where it is of use, and if it may not be', async () => {
    const off = await cli.run('token', 'add', name, '--scope', 'management');
    expect(off.stdout).toMatch(/Secret token \(management\) +ufscim_/);
    expect(off.stdout).toContain(`https://scim.example/manage/tenants/${name}`);
    expect(off.stdout).toContain('Attention: SCIM_MANAGEMENT_API is not "on"');
    const on = await cli.runWith(
      { SCIM_MANAGEMENT_API: 'on' },
      ...['token', 'add', name, '--scope', 'management'],
    );
    expect(on.stdout).not.toContain('Attention');
  });

  test.each([
    [['nobody'], 'There is no tenant "nobody".'],
    [['nobody', '--scope', 'all'], 'Allowed choices are provisioning, read-only, management'],
    [['nobody', '--expires', '0d'], 'such as "90d"'],
    [['nobody', '--label', 'x'.repeat(65)], 'A label has 1 to 64 printable characters.'],
  ])('%j is refused', async (words, says) => {
    expect(await cli.refusal('token', 'add', ...words)).toContain(says);
  });
});

describe('token rotate', () => {
  /** As if a client had used it so many hours ago. */
  const use = async (label: string, hoursAgo: number) => {
    const id = (await tokens()).find((token) => token.label === label)?.id ?? '';
    await noteUse(cli.tenants, name, id, new Date(Date.now() - hoursAgo * 3_600_000));
  };

  test('keeps the one that was used last, though its own answer was lost and it is repeated', async () => {
    await use('secret token', 1);
    await cli.json('token', 'rotate', name, '--label', 'b');
    expect(await labels()).toEqual(['b', 'secret token']);
    const { validTokens } = await cli.json('token', 'rotate', name, '--label', 'c');
    expect(validTokens).toBe(2);
    expect(await labels()).toEqual(['c', 'secret token']);
    await use('c', -24);
    await cli.json('token', 'rotate', name, '--label', 'd');
    expect(await labels()).toEqual(['d', 'c']);
  });

  test('ends none that may be in use, and says what to do', async () => {
    await use('secret token', 20);
    await cli.json('token', 'add', name, '--label', 'b');
    await use('b', 0);
    const refusal = await cli.refusal('token', 'rotate', name);
    expect(refusal).toContain('were used within a day of each other: "b" (');
    expect(refusal).toContain('Revoke the one that nobody uses any more, and rotate again.');
    expect(await labels()).toEqual(['b', 'secret token']);
  });

  test('with --idempotency-key a repetition of "add" replaces what nobody has seen', async () => {
    const words = ['--idempotency-key', 'June', '--label', 'June'];
    await cli.json('token', 'add', name, ...words);
    const { secretToken } = await cli.json('token', 'add', name, ...words);
    expect(await labels()).toEqual(['June', 'secret token']);
    expect((await tokens())[0]?.sha256).toBe(hashSecretToken(String(secretToken)));
  });

  test('--revoke-others ends the others of its scope, and no other', async () => {
    await cli.json('token', 'add', name, '--scope', 'read-only', '--label', 'reports');
    await cli.json('token', 'add', name, '--label', 'b');
    const text = await cli.text('token', 'rotate', name, '--revoke-others', '--label', 'only');
    expect(text).toContain('Every other token of its scope ends within 30 seconds.');
    expect(await labels()).toEqual(['only', 'reports']);
  });

  test('says how long the one before works, and what to do after a leak', async () => {
    const text = await cli.text('token', 'rotate', name, '--scope', 'provisioning');
    expect(text).toContain('The token that was used last still works; another one ends within 30 seconds');
    expect(text).toContain(`node dist/cli.js token rotate ${name} --revoke-others`);
    await cli.json('token', 'add', name, '--scope', 'read-only');
    expect(await cli.text('token', 'rotate', name, '--scope', 'read-only')).toContain(
      `node dist/cli.js token rotate ${name} --scope read-only --revoke-others`,
    );
  });
});

describe('token list', () => {
  test('shows what is known of each token, and neither token nor hash', async () => {
    const { secretToken } = await cli.json('token', 'add', name, '--label', 'soon', '--expires', '20d');
    const [soon] = await tokens();
    const at = '2026-11-02T10:00:00.000Z';
    await cli.tenants.createEntity({ partitionKey: `used:${name}`, rowKey: soon?.id ?? '', at });

    const json = await cli.json('token', 'list', name);
    expect(json).toMatchObject({
      tenant: name,
      secretTokens: [
        { id: soon?.id, label: 'soon', state: 'expiring', lastUsed: at, newest: true },
        { label: 'secret token', state: 'valid', lastUsed: null, newest: false },
      ],
    });
    const text = await cli.text('token', 'list', name);
    const [, heading, , header, first = '', second = ''] = text.split('\n');
    expect(heading).toBe(`Secret tokens of "${name}"`);
    expect(header).toMatch(/^ {2}ID +LABEL +LAST FOUR +SCOPE +CREATED \(UTC\) +EXPIRES +LAST USED +STATE$/);
    expect(first).toMatch(
      /soon +…\w{4} +provisioning +[\d-]{10} \d\d:\d\d \(newest\) +[\d-]{10} +2026-11-02 10:00 +expires in 20 days$/,
    );
    expect(first).toContain(` …${String(secretToken).slice(-4)} `);
    expect(first).toContain(`  ${(soon?.id ?? '').slice(0, 8)}  `);
    expect(second).toMatch(
      /secret token +…\w{4} +provisioning +[\d-]{10} \d\d:\d\d +[\d-]{10} +never +valid$/,
    );
    for (const shown of [text, JSON.stringify(json)]) {
      expect(shown).not.toContain(secretToken);
      expect(shown).not.toMatch(/[0-9a-f]{64}|sha256/);
    }
  });

  test('shows one that has expired until it is replaced, and one that never does', async () => {
    const [token] = await tokens();
    if (token === undefined) throw new Error('There is no token.');
    const { lastFour, ...earlier } = { ...token, created };
    expect(lastFour).toMatch(/^\w{4}$/);
    // An earlier release kept no characters of a token.
    const old = { ...earlier, label: 'old', expires: created };
    const lasting = { ...earlier, id: 'ffff', label: 'lasting', expires: undefined };
    const tenant = tenantOf(`${name}-old`, [lasting, old]);
    await writeTenant(cli.tenants, tenant, undefined, new AbortController().signal);
    const text = await cli.text('token', 'list', tenant.name);
    expect(text).toMatch(/old +provisioning .* expired\n/);
    expect(text).toMatch(/lasting +provisioning +2026-01-01 00:00 \(newest\) +never +never +valid\n/);
    expect(await cli.json('token', 'list', tenant.name)).toMatchObject({
      secretTokens: [{ lastFour: null }, { lastFour: null }],
    });
    await cli.json('token', 'rotate', tenant.name);
    expect(await cli.text('token', 'list', tenant.name)).not.toContain('expired');
  });

  test('of nobody says so', async () => {
    expect(await cli.refusal('token', 'list', 'nobody')).toBe('There is no tenant "nobody".\n');
  });
});

describe('token revoke', () => {
  test('ends the one that the beginning of its id names', async () => {
    await cli.json('token', 'add', name, '--label', 'second');
    const [second, first] = await tokens();
    const text = await cli.text('token', 'revoke', name, second?.id.slice(0, 8).toUpperCase() ?? '');
    expect(text).toContain(`The secret token ${second?.id ?? ''} "second" is revoked.`);
    expect(text).toContain('Within 30 seconds it is refused everywhere.');
    expect(text).not.toContain('Attention');
    expect(await tokens()).toEqual([first]);
  });

  test('--json names what was revoked; that the last credential is gone is said apart', async () => {
    const [only] = await tokens();
    const { code, stdout, stderr } = await cli.run('token', 'revoke', name, only?.id ?? '', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, { tenant: name, revoked: only?.id }]);
    expect(stderr).toContain(`no credential of "${name}" works any more`);
    expect(await tokens()).toEqual([]);
  });

  test('refuses what names none, too little, or several', async () => {
    const [token] = await tokens();
    if (token === undefined) throw new Error('There is no token.');
    const ids = ['abcd1111', 'abcd2222', 'abcd2222-more'];
    const tenant = tenantOf(
      `${name}-ids`,
      ids.map((id) => ({ ...token, id })),
    );
    await writeTenant(cli.tenants, tenant, undefined, new AbortController().signal);
    const refusal = (id: string) => cli.refusal('token', 'revoke', tenant.name, id);
    expect(await refusal('abc')).toBe("Say at least 4 characters of the secret token's id.\n");
    expect(await refusal('abcd')).toBe(`3 ids begin with "abcd": say more of the secret token's id.\n`);
    expect(await refusal('abce')).toBe('There is no secret token whose id begins with "abce".\n');
    expect((await cli.stored(tenant.name)).secretTokens).toHaveLength(3);
    // A whole id is never the beginning of another one.
    expect(await cli.json('token', 'revoke', tenant.name, 'abcd2222')).toMatchObject({ revoked: 'abcd2222' });
  });

  test('a second time says that there is none', async () => {
    await cli.json('token', 'add', name);
    const [token] = await tokens();
    await cli.json('token', 'revoke', name, token?.id ?? '');
    expect(await cli.refusal('token', 'revoke', name, token?.id ?? '')).toContain('There is no secret token');
  });
});
