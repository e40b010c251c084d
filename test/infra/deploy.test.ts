import { afterEach, beforeAll, afterAll, expect, test } from 'vitest';
import { rememberSecret } from '../support/secretSearch.ts';
import { startService, type RunningService } from '../support/service.ts';
import { standInAzure, type Ran, type StandInAzure } from '../support/standInAzure.ts';
import { result } from './standIn/state.ts';

// deploy.sh against a stand-in for the az CLI that takes documented commands and flags only. What it deploys is the real
// service, with real storage.

let service: RunningService;
let azure: StandInAzure;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());
afterEach(() => azure.remove());

let made = 0;
const token = /ufscim_[0-9A-Za-z]{36}/g;

/** A subscription, and a name for the tenant that no test before has used. */
async function subscription(): Promise<{ tenant: string; deploy(...flags: string[]): Promise<Ran> }> {
  azure = await standInAzure(service);
  const tenant = `first-${(made += 1)}`;
  const flags = [
    '--name',
    'scim',
    '--location',
    'westeurope',
    '--package',
    azure.package,
    '--tenant',
    tenant,
  ];
  return { tenant, deploy: (...more) => azure.run('deploy.sh', ...flags, ...more) };
}

function changes({ calls }: Ran): string[] {
  return calls.filter((call) => call.changes).map(({ words }) => words.slice(0, 3).join(' '));
}

test('the first run makes everything, waits for new roles, and shows tenant URL and token; the second changes nothing', async () => {
  const { tenant, deploy } = await subscription();
  const first = await deploy();
  expect(first.err).toBe('');
  expect(first.code).toBe(0);
  expect(first.out).toContain(`Provisioning tenant URL    ${service.url}/scim/${tenant}\n`);
  const [secret = '', ...others] = first.out.match(token) ?? [];
  expect(others).toEqual([]);
  rememberSecret(secret);
  const answer = await fetch(`${service.url}/scim/${tenant}/Users`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  expect(answer.status).toBe(200);
  const after = result(azure.state());
  expect(Object.keys(azure.state().vaults['kv-scim']?.secrets ?? {})).toEqual([
    'scim-sealing-keys',
    'scim-signing-keys',
  ]);
  expect(azure.state().refusals).toEqual({ vault: 0, tables: 0, publish: 0 });

  const second = await deploy();
  expect(second.code).toBe(0);
  expect(changes(second)).toEqual([]);
  expect(result(azure.state())).toEqual(after);
  expect(second.out).not.toMatch(token);
  expect(second.out).toContain(`token rotate ${tenant}`);
  expect([...first.left, ...second.left]).toEqual([]);
});

test('no key and no token stands on a command line, and no key in what is printed', async () => {
  const { deploy } = await subscription();
  const { calls, out, err } = await deploy();
  const lines = JSON.stringify(calls);
  expect(lines).not.toMatch(token);
  for (const text of [lines, out, err]) expect(text).not.toMatch(/k\d{4}-\d{2}-\d{2}-[0-9a-f]{4}=/);
});

test('--what-if calls nothing that changes anything, before there is a group and after', async () => {
  const { deploy } = await subscription();
  const before = azure.state();
  const nothing = await deploy('--what-if');
  expect(nothing.code).toBe(0);
  expect(changes(nothing)).toEqual([]);
  expect(azure.state()).toEqual(before);
  expect(nothing.out).toContain('would be made');
  await deploy();
  const changed = await deploy('--what-if', '--memory', '512');
  expect(changes(changed)).toEqual([]);
  expect(changed.out).toContain('Resource and property changes');
  expect((await deploy('--what-if')).out).toContain('Resources        unchanged');
});

test('another parameter deploys the template again, and neither keys, package nor tenant', async () => {
  const { deploy } = await subscription();
  await deploy();
  const { vaults } = azure.state();
  const run = await deploy('--always-ready', '1', '--setting', 'SCIM_PIN_LENGTH=6');
  expect(changes(run)).toEqual(['deployment group create']);
  expect(azure.state().vaults).toEqual(vaults);
  expect(azure.state().deployments['uniflow-scim-scim']?.parameters).toMatchObject({
    alwaysReadyInstances: '1',
    settings: '{"SCIM_PIN_LENGTH":"6"}',
  });
});

test("a tenant that others made keeps its token: nobody's provisioning breaks", async () => {
  const { deploy } = await subscription();
  const run = await deploy('--tenant', 'demo');
  expect(run.code).toBe(0);
  expect(run.out).toContain('"demo" is there, and was not made here');
  const answer = await fetch(`${service.tenantUrl}/Users`, {
    headers: { authorization: `Bearer ${service.token}` },
  });
  expect(answer.status).toBe(200);
});

test.each([
  ['nobody signed in', { account: null }, 'az login'],
  ['an old az CLI', { version: '2.45.0' }, 'az upgrade'],
])('%s is said, with what to do, and nothing is changed', async (_, state, words) => {
  const { deploy } = await subscription();
  azure.set(state);
  const run = await deploy();
  expect(run.code).toBe(1);
  expect(run.err).toContain(words);
  expect(changes(run)).toEqual([]);
});

test.each([
  [['--location', 'westeurope'], '--name is missing'],
  [['--name', 'scim'], '--location is missing'],
  [['--name', '-', '--location', 'x'], '--name is 3 to 40'],
  [['--colour', 'red'], 'There is no flag --colour'],
  [['--name', 'scim', '--location'], '--location wants a value'],
  [['--name', 'scim', '--location', 'x', '--setting', 'SCIM_SEALING_KEYS=a=b'], 'on the command line'],
])('%j ends with a sentence and exit code 2, and asks nothing', async (flags, words) => {
  await subscription();
  const run = await azure.run('deploy.sh', ...flags);
  expect(run.err).toContain(words);
  expect(run.code).toBe(2);
  expect(run.calls).toEqual([]);
});

test("a deployment that Azure refuses is explained, with Azure's own words", async () => {
  const { deploy } = await subscription();
  const run = await deploy('--location', 'nowhere');
  expect(run.code).toBe(1);
  expect(run.err).toContain('az functionapp list-flexconsumption-locations');
  expect(run.err).toContain('LocationNotAvailableForResourceType');
});

test('a service that is not ready is said, and no tenant is made', async () => {
  const { deploy } = await subscription();
  azure.set({ url: 'http://127.0.0.1:9' });
  const run = await deploy();
  expect(run.code).toBe(1);
  expect(run.err).toContain('/health/ready answers nothing');
  expect(run.calls.filter(({ words }) => words[0] === 'node')).toEqual([]);
});

test('destroy.sh removes the group and keeps the keys, which a new deployment takes back', async () => {
  const { deploy } = await subscription();
  await deploy();
  const keys = azure.state().vaults['kv-scim']?.secrets;
  const unasked = await azure.run('destroy.sh', '--name', 'scim');
  expect(unasked.code).toBe(2);
  expect(changes(unasked)).toEqual([]);
  const removed = await azure.run('destroy.sh', '--name', 'scim', '--yes');
  expect(removed.code).toBe(0);
  expect(removed.out).toContain('kv-scim is kept by Azure');
  expect(azure.state().groups).toEqual({});
  const again = await azure.run('destroy.sh', '--name', 'scim', '--yes');
  expect(again.code).toBe(0);
  expect(changes(again)).toEqual([]);
  expect((await deploy('--no-tenant')).out).toContain('kv-scim taken back');
  expect(azure.state().vaults['kv-scim']?.secrets).toEqual(keys);
  await azure.run('destroy.sh', '--name', 'scim', '--yes', '--purge');
  expect(azure.state().vaults).toEqual({});
});

test('destroy.sh leaves a group alone that it did not make', async () => {
  await subscription();
  azure.set({ groups: { 'rg-scim': { location: 'westeurope', tags: {} } } });
  const run = await azure.run('destroy.sh', '--name', 'scim', '--yes');
  expect(run.code).toBe(1);
  expect(run.err).toContain('was not made by deploy.sh');
  expect(changes(run)).toEqual([]);
});
