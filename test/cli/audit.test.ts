import { hostname, userInfo } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCommands, type Commands } from '../support/commands.ts';

let cli: Commands;

beforeAll(async () => {
  cli = await startCommands({ SCIM_MANAGEMENT_API: 'on' });
});
afterAll(() => cli.stop());

interface Entry {
  readonly action: string;
  readonly tenant: string | null;
  readonly target: string | null;
  readonly outcome: string;
}

async function entries(...words: readonly string[]): Promise<readonly Entry[]> {
  return (await cli.json('audit', ...words)).entries as readonly Entry[];
}

const actions = async (...words: readonly string[]) =>
  (await entries(...words)).map(({ action, tenant, outcome }) =>
    [action, tenant, outcome].filter((part) => part !== null).join(' '),
  );

test('an empty log says so', async () => {
  expect(await cli.text('audit')).toBe('\nThe audit log has no such entry.\n');
});

test('every command that changes something is in it, with the account of the operating system', async () => {
  const [directory, subject] = [
    '00000000-0000-0000-0000-000000000001',
    '00000000-0000-0000-0000-000000000002',
  ];
  await cli.tenant('acme');
  await cli.json('tenant', 'set', 'acme', '--display-name', 'Acme');
  const { token } = await cli.json('token', 'add', 'acme', '--scope', 'read-only');
  const { id } = token as { id: string };
  await cli.json('token', 'revoke', 'acme', id);
  await cli.json('token', 'rotate', 'acme');
  const { clientId, secretId } = await cli.json('client', 'add', 'acme');
  await cli.json('client', 'secret', 'add', 'acme', String(clientId));
  await cli.json('client', 'secret', 'revoke', 'acme', String(clientId), String(secretId));
  await cli.json('client', 'remove', 'acme', String(clientId));
  const federate = ['--entra-tenant', directory, '--subject', subject, '--audience', 'api://print'];
  const federated = await cli.json('client', 'federate', 'acme', ...federate);
  await cli.json('client', 'remove', 'acme', (federated.federatedCredential as { id: string }).id);
  await cli.json('management', 'add');
  await cli.json('management', 'rotate', '--revoke-others');
  await cli.text('tenant', 'disable', 'acme');
  await cli.json('secrets', 'reseal');
  await cli.json('tenant', 'remove', 'acme', '--yes', '--no-wait');
  expect(await actions()).toEqual([
    'tenant.add acme done',
    'tenant.enable acme done',
    'tenant.change acme done',
    'token.add acme done',
    'token.revoke acme done',
    'token.add acme done',
    'client.add acme done',
    'clientSecret.add acme done',
    'clientSecret.revoke acme done',
    'client.remove acme done',
    'federatedCredential.add acme done',
    'federatedCredential.remove acme done',
    'managementToken.add done',
    'managementToken.add done',
    'tenant.disable acme done',
    'secrets.reseal done',
    'tenant.remove acme done',
  ]);
  const [first] = await entries('--action', 'token.revoke');
  expect(first).toMatchObject({
    actor: { kind: 'commandLine', id: userInfo().username, label: hostname() },
    ...{ target: id, reason: null, status: null, requestId: null },
  });
  const made = await entries('--action', 'client.add,token.add', '--count', '1');
  expect(made).toMatchObject([{ target: clientId }]);
});

test('what was refused is in it, and what was looked at is not', async () => {
  await cli.tenant('beta');
  await cli.refusal('tenant', 'add', 'beta');
  await cli.text('tenant', 'list');
  await cli.text('tenant', 'show', 'beta');
  await cli.refusal('tenant', 'set', 'beta', '--metadata-url', 'https://example.net/metadata.xml');
  expect((await actions('--tenant', 'beta')).at(-1)).toBe('tenant.change beta refused');
  expect(await actions('--outcome', 'refused')).toEqual([
    'tenant.add beta refused',
    'tenant.change beta refused',
  ]);
  const text = await cli.text('audit', '--tenant', 'beta', '--from', '1h');
  expect(text).toMatch(/ TARGET +OUTCOME +REASON\n/);
  expect(text).toMatch(/tenant\.add +beta +refused: tenantExists\n/);
});

test('a query that is wrong is told', async () => {
  expect(await cli.refusal('audit', '--action', 'look')).toContain('tenant.add');
  expect(await cli.refusal('audit', '--from', 'soon')).toContain('24h');
  expect(await cli.refusal('audit', '--tenant', 'No Name')).toContain("can't be a tenant's name");
});
