import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command, startService, type RunningService } from '../support/service.ts';
import { emptyAzure } from './standIn/azure.ts';
import { StandIn, type Interruption, type Run } from './standIn/deploying.ts';

let service: RunningService;
let folder: string;
let azure: StandIn;
beforeAll(async () => {
  service = await startService();
  folder = await mkdtemp(join(tmpdir(), 'uniflow-scim-'));
  await writeFile(join(folder, 'app.zip'), 'PK');
  azure = new StandIn(service);
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

function deploy(tenant: string, more: readonly string[] = [], interruption?: Interruption): Promise<Run> {
  const flags = ['--name', 'print', '--location', 'westeurope', '--package', join(folder, 'app.zip')];
  return azure.run([...flags, '--tenant', tenant, '--poll-seconds', '0', ...more], interruption);
}

const tokenForm = /ufscim_\w+/g;

/** Nothing secret stands in what was printed or asked, but for the one token. */
function expectNoSecrets({ out, err, commands }: Run): void {
  const keys = Object.values(azure.state.secrets).map((entry) => entry.slice(entry.indexOf('=') + 1));
  const text = [out, err, ...commands].join('\n');
  for (const key of keys) expect(text).not.toContain(key);
  expect([err, ...commands].join('\n')).not.toMatch(tokenForm);
  expect(out.match(tokenForm)?.length ?? 0).toBeLessThanOrEqual(1);
}

async function letsIn(tenant: string, token = ''): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${service.url}/scim/${tenant}/Users?count=1`, { headers })).status;
}

async function tokensOf(tenant: string): Promise<number> {
  const { stdout } = await command(service, 'token', 'list', tenant, '--json');
  return (JSON.parse(stdout) as { secretTokens: object[] }).secretTokens.length;
}

const everyChange = [
  'provider register',
  'provider register',
  'group create',
  'deployment group create',
  'keyvault secret set',
  'keyvault secret set',
  'rest',
  'functionapp deployment source config-zip',
  'tag update',
  'tag update',
  'tenant enable',
  'tag update',
];

describe('deploy.sh', () => {
  test('makes everything, and the second run changes nothing', async () => {
    azure.state = emptyAzure();
    const first = await deploy('twice');
    expect({ code: first.code, err: first.code === 0 ? '' : first.err }).toEqual({ code: 0, err: '' });
    expect(first.changes).toEqual(everyChange);
    expect(first.out).toContain(`${service.url}/scim/twice\n`);
    expect(await letsIn('twice', first.out.match(tokenForm)?.[0])).toBe(200);
    expectNoSecrets(first);
    const before = structuredClone(azure.state);
    const second = await deploy('twice');
    expect({ code: second.code, changes: second.changes }).toEqual({ code: 0, changes: [] });
    expect(azure.state).toEqual(before);
    expect(second.out).not.toMatch(tokenForm);
    expect(second.out).toContain('token rotate twice');
  });

  test('--what-if changes nothing, before and after', async () => {
    azure.state = emptyAzure();
    const untouched = structuredClone(azure.state);
    const before = await deploy('whatif', ['--what-if']);
    expect({ code: before.code, changes: before.changes }).toEqual({ code: 0, changes: [] });
    expect(azure.state).toEqual(untouched);
    expect(before.err).toContain('would make it in westeurope');
    expect((await deploy('whatif')).code).toBe(0);
    const deployed = structuredClone(azure.state);
    const after = await deploy('other', ['--what-if', '--always-ready', '1']);
    expect({ code: after.code, changes: after.changes, state: azure.state }).toEqual({
      code: 0,
      changes: [],
      state: deployed,
    });
    expect(after.err).toContain('would apply the template');
  });

  const ways = ['SIGINT', 'SIGTERM', 'SIGKILL', 'lost answer'] as const;
  const interruptions = everyChange.map((change, index) => {
    const by = ways[index % ways.length] ?? 'SIGTERM';
    return [index + 1, change, change === 'tenant enable' && by === 'lost answer' ? 'SIGTERM' : by] as const;
  });
  test.each(interruptions)(
    'ended after change %i (%s) by %s, the next run ends the same',
    async (after, _, by) => {
      azure.state = emptyAzure();
      const tenant = `cut-${after}`;
      const cut = await deploy(tenant, [], { after, by });
      expect({ changes: cut.changes.length }).toEqual({ changes: after });
      const keys = { ...azure.state.secrets };
      const resumed = await deploy(tenant);
      expect({ code: resumed.code, err: resumed.code === 0 ? '' : resumed.err }).toEqual({
        code: 0,
        err: '',
      });
      expect(azure.state).toMatchObject({ secrets: keys, published: 'PK' });
      expect(Object.keys(azure.state.secrets)).toHaveLength(2);
      expect(Object.keys(azure.state.tags).filter((id) => id.endsWith('rg-print'))).toHaveLength(1);
      expect(Object.values(azure.state.tags).map((tags) => Object.keys(tags))).toEqual([
        ['scim-package'],
        [],
      ]);
      const token = resumed.out.match(tokenForm)?.[0] ?? cut.out.match(tokenForm)?.[0];
      expect(await letsIn(tenant, token)).toBe(200);
      expect(await tokensOf(tenant)).toBe(1);
      for (const run of [cut, resumed]) expectNoSecrets(run);
    },
  );

  test('says what is missing, and asks nobody', async () => {
    const nameless = await azure.run([]);
    expect(nameless).toMatchObject({ code: 2, commands: [] });
    expect(nameless.err).toContain('--name');
    azure.state = emptyAzure();
    const nowhere = await azure.run(['--name', 'print', '--package', join(folder, 'app.zip')]);
    expect({ code: nowhere.code, err: nowhere.err }).toMatchObject({ code: 2 });
    expect(nowhere.err).toContain('--location');
    const secret = await azure.run(['--name', 'print', '--setting', 'SCIM_SEALING_KEYS=k=abc']);
    expect(secret).toMatchObject({ code: 2, commands: [] });
  });

  test.each([
    ['too old', { version: '2.45.0' }, '2.60.0'],
    ['not signed in', { signedIn: false }, 'az login'],
  ])('says what to do where az is %s', async (_, state, said) => {
    azure.state = { ...emptyAzure(), ...state };
    const run = await deploy('never');
    expect({ code: run.code, changes: run.changes }).toEqual({ code: 1, changes: [] });
    expect(run.err).toContain(said);
  });

  test('says so where az is not installed', async () => {
    const path = join(folder, 'bin');
    await mkdir(path);
    for (const name of ['bash', 'dirname', 'mktemp', 'rm'])
      await symlink(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(path, name));
    const run = await azure.run(['--name', 'print'], undefined, 'deploy.sh', path);
    expect(run.code).toBe(1);
    expect(run.err).toContain('The Azure CLI (az) is not installed.');
  });

  test('says in words why a deployment failed', async () => {
    const details = [{ code: 'Conflict', message: 'Website with given name print already exists.' }];
    const error = { code: 'DeploymentFailed', message: 'At least one failed.', details };
    azure.state = { ...emptyAzure(), deploymentError: JSON.stringify({ status: 'Failed', error }) };
    const run = await deploy('never');
    expect(run.code).toBe(1);
    expect(run.err).toContain('Conflict: Website with given name print already exists.\n');
    expect(run.err).not.toContain('{');
  });
});

describe('destroy.sh', () => {
  const destroy = (...more: string[]) => azure.run(['--name', 'print', ...more], undefined, 'destroy.sh');

  test('deletes nothing unasked, then everything but the vault, which the next deployment gets back', async () => {
    azure.state = emptyAzure();
    expect((await deploy('gone')).code).toBe(0);
    const keys = { ...azure.state.secrets };
    const unasked = await destroy();
    expect({ code: unasked.code, changes: unasked.changes }).toEqual({ code: 2, changes: [] });
    expect(unasked.err).toContain('add --yes');
    const meant = await destroy('--yes', '--purge');
    expect({ code: meant.code, changes: meant.changes }).toEqual({ code: 0, changes: ['group delete'] });
    expect(meant.err).toContain('protected from being destroyed');
    const again = await deploy('gone');
    expect({ code: again.code, keys: azure.state.secrets }).toEqual({ code: 0, keys });
    expect(again.changes).toContain('keyvault recover');
  });

  test('of a group that others use it deletes only what belongs to the deployment', async () => {
    azure.state = { ...emptyAzure(), group: { location: 'northeurope', tags: {} } };
    expect((await deploy('shared')).changes).not.toContain('group create');
    const run = await destroy('--yes');
    expect({ code: run.code, changes: run.changes }).toEqual({ code: 0, changes: ['resource delete'] });
    expect(azure.state.group).toBeDefined();
  });

  test('--purge destroys an unprotected vault, and nothing twice', async () => {
    azure.state = { ...emptyAzure(), vaultProtected: false };
    expect((await deploy('purged')).code).toBe(0);
    expect((await destroy('--yes', '--purge')).changes).toEqual(['group delete', 'keyvault purge']);
    const again = await destroy('--yes', '--purge');
    expect({ code: again.code, changes: again.changes }).toEqual({ code: 0, changes: [] });
  });
});
