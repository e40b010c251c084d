import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashSecretToken } from '../../shared/tenants/credential.ts';
import { deploymentHolder, readManagementTokens } from '../../shared/tenants/deployment.ts';
import { startCommands, type Commands } from '../support/commands.ts';

let cli: Commands;

beforeAll(async () => {
  cli = await startCommands({ SCIM_MANAGEMENT_API: 'on' });
});
afterAll(() => cli.stop());

const tokens = async () => (await readManagementTokens(cli.tenants, new AbortController().signal)).tokens;
const labels = async () => (await tokens()).map(({ label }) => label);

test('the tokens for /manage: made, listed, rotated and revoked', async () => {
  expect(await cli.text('management', 'list')).toBe('\nManagement tokens of this deployment: none.\n');

  const made = await cli.json('management', 'add', '--label', 'portal', '--expires', '2099-12-31');
  const [portal] = await tokens();
  expect(made).toEqual({
    managementUrl: 'https://scim.example/manage',
    secretToken: expect.stringMatching(/^ufscim_[0-9A-Za-z]{36}$/) as unknown,
    token: {
      id: portal?.id,
      label: 'portal',
      lastFour: String(made.secretToken).slice(-4),
      newest: true,
      role: 'admin',
      created: portal?.created,
      expires: '2099-12-31T00:00:00.000Z',
      lastUsed: null,
      state: 'valid',
    },
  });
  expect(portal?.sha256).toBe(hashSecretToken(String(made.secretToken)));

  const second = await cli.text('management', 'add');
  expect(second).toMatch(/Management URL +https:\/\/scim\.example\/manage\n/);
  expect(second).toMatch(/Secret token +ufscim_[0-9A-Za-z]{36}\n/);
  expect(second).toContain('shown this once, and works at once, for all tenants');
  expect(await cli.refusal('management', 'add')).toContain('2 management tokens of the role admin work');

  const at = '2026-11-02T10:00:00.000Z';
  const used = { partitionKey: `used:${deploymentHolder}`, rowKey: portal?.id ?? '', at };
  await cli.tenants.createEntity(used);
  const list = await cli.json('management', 'list');
  expect(list).toMatchObject({
    secretTokens: [
      { label: 'management token', lastUsed: null },
      { id: portal?.id, lastUsed: at },
    ],
  });
  const text = await cli.text('management', 'list');
  expect(text).toMatch(/portal +…\w{4} +admin +[\d-]{10} \d\d:\d\d +2099-12-31 +2026-11-02 10:00 +valid\n/);
  for (const shown of [text, JSON.stringify(list)]) {
    expect(shown).not.toContain(made.secretToken);
    expect(shown).not.toMatch(/[0-9a-f]{64}|sha256/);
  }

  expect(await cli.text('management', 'rotate', '--label', 'third')).toContain(
    'Of its role, the one that was used last still works',
  );
  expect(await labels()).toEqual(['third', 'portal']);
  await cli.json('management', 'rotate', '--label', 'only', '--revoke-others');
  expect(await labels()).toEqual(['only']);

  const support = await cli.json('management', 'add', '--role', 'support', '--label', 'desk');
  expect(support).toMatchObject({ token: { role: 'support', newest: true } });
  expect((await tokens()).map(({ role }) => role)).toEqual(['support', 'admin']);
  expect(await cli.refusal('management', 'add', '--role', 'owner')).toContain('reader, support, admin');
  await cli.text('management', 'revoke', (await tokens())[0]?.id ?? '');

  const [only] = await tokens();
  const revoked = await cli.text('management', 'revoke', only?.id.slice(0, 4) ?? '');
  expect(revoked).toContain(`The management token ${only?.id ?? ''} is revoked. Within 30 seconds`);
  expect(await tokens()).toEqual([]);
  expect(await cli.refusal('management', 'revoke', only?.id ?? '')).toContain('There is no management token');
});

test('says that the API must be on for them to be of use', async () => {
  const off = await cli.runWith({ SCIM_MANAGEMENT_API: 'off' }, 'management', 'rotate');
  expect(off.code).toBe(0);
  expect(off.stdout).toContain('Attention: SCIM_MANAGEMENT_API is not "on"');
  const json = await cli.runWith({ SCIM_MANAGEMENT_API: '' }, 'management', 'rotate', '--json');
  expect(json.stderr).toContain('SCIM_MANAGEMENT_API');
  expect(JSON.parse(json.stdout)).toHaveProperty('secretToken');
  expect(await cli.text('management', 'rotate')).not.toContain('Attention');
});
