import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyAzure, type AzureState } from './standIn/azure.ts';
import type { Run } from './standIn/deploying.ts';
import { everyChange, startDeployment, tokenForm, type Deployment } from './standIn/deployment.ts';

let deployment: Deployment;
/** The first run into an Azure that has nothing, and what it left there. */
let first: Run;
let deployed: AzureState;
beforeAll(async () => {
  deployment = await startDeployment();
  deployment.azure.state = emptyAzure();
  first = await deployment.deploy('twice');
  deployed = structuredClone(deployment.azure.state);
});
afterAll(() => deployment.stop());

describe('deploy.sh', () => {
  test('makes everything, and the second run changes nothing', async () => {
    deployment.azure.state = structuredClone(deployed);
    expect({ code: first.code, err: first.code === 0 ? '' : first.err }).toEqual({ code: 0, err: '' });
    expect(first.changes).toEqual(everyChange);
    expect(first.out).toContain(`${deployment.service.url}/scim/twice\n`);
    expect(await deployment.letsIn('twice', first.out.match(tokenForm)?.[0])).toBe(200);
    deployment.expectNoSecrets(first);
    const second = await deployment.deploy('twice');
    expect({ code: second.code, changes: second.changes }).toEqual({ code: 0, changes: [] });
    expect(deployment.azure.state).toEqual(deployed);
    expect(second.out).not.toMatch(tokenForm);
    expect(second.out).toContain('token rotate twice');
  });

  test('makes again what was deleted in the portal, though Azure remembers that it was deployed', async () => {
    deployment.azure.state = structuredClone(deployed);
    Object.assign(deployment.azure.state, { deployed: false, published: undefined, resolved: [] });
    const again = await deployment.deploy('twice');
    expect(again.changes).toContain('deployment group create');
    expect(deployment.azure.state.deployed).toBe(true);
  });

  test('--what-if changes nothing, before and after', async () => {
    deployment.azure.state = emptyAzure();
    const untouched = structuredClone(deployment.azure.state);
    const before = await deployment.deploy('whatif', ['--what-if']);
    expect({ code: before.code, changes: before.changes }).toEqual({ code: 0, changes: [] });
    expect(deployment.azure.state).toEqual(untouched);
    expect(before.err).toContain('would make it in westeurope');
    deployment.azure.state = structuredClone(deployed);
    const after = await deployment.deploy('other', ['--what-if', '--always-ready', '1']);
    expect({ code: after.code, changes: after.changes, state: deployment.azure.state }).toEqual({
      code: 0,
      changes: [],
      state: deployed,
    });
    expect(after.err).toContain('would apply the template');
  });

  test('says what is missing, and asks nobody', async () => {
    const nameless = await deployment.azure.run([]);
    expect(nameless).toMatchObject({ code: 2, commands: [] });
    expect(nameless.err).toContain('--name');
    deployment.azure.state = emptyAzure();
    const nowhere = await deployment.azure.run([
      '--name',
      'print',
      '--package',
      join(deployment.folder, 'app.zip'),
    ]);
    expect({ code: nowhere.code, err: nowhere.err }).toMatchObject({ code: 2 });
    expect(nowhere.err).toContain('--location');
    const secret = await deployment.azure.run(['--name', 'print', '--setting', 'SCIM_SEALING_KEYS=k=abc']);
    expect(secret).toMatchObject({ code: 2, commands: [] });
  });

  test.each([
    ['too old', { version: '2.45.0' }, '2.60.0'],
    ['not signed in', { signedIn: false }, 'az login'],
  ])('says what to do where az is %s', async (_, state, said) => {
    deployment.azure.state = { ...emptyAzure(), ...state };
    const run = await deployment.deploy('never');
    expect({ code: run.code, changes: run.changes }).toEqual({ code: 1, changes: [] });
    expect(run.err).toContain(said);
  });

  test('says so where az is not installed', async () => {
    const path = join(deployment.folder, 'bin');
    await mkdir(path);
    for (const name of ['bash', 'dirname', 'mktemp', 'rm', 'tr'])
      await symlink(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(path, name));
    const run = await deployment.azure.run(['--name', 'print'], undefined, 'deploy.sh', path);
    expect(run.code).toBe(1);
    expect(run.err).toContain('The Azure CLI (az) is not installed.');
  });

  test('says in words why a deployment failed', async () => {
    const details = [{ code: 'Conflict', message: 'Website with given name print already exists.' }];
    const error = { code: 'DeploymentFailed', message: 'At least one failed.', details };
    deployment.azure.state = {
      ...emptyAzure(),
      deploymentError: JSON.stringify({ status: 'Failed', error }),
    };
    const run = await deployment.deploy('never');
    expect(run.code).toBe(1);
    expect(run.err).toContain('Conflict: Website with given name print already exists.\n');
    expect(run.err).not.toContain('{');
  });
});

function foreign(name: string, type: string) {
  return { id: `/of/another/${name}`, name, type, tags: { 'uniflow-scim': 'other' } };
}

test("an app of somebody else's keeps its settings", async () => {
  deployment.azure.state = { ...emptyAzure(), others: [foreign('print', 'Microsoft.Web/sites')] };
  const run = await deployment.deploy('never');
  expect(run.code).toBe(1);
  expect(run.err).toContain('There is another app "print"');
  expect(run.changes).not.toContain('deployment group create');
});

test.each([
  [['--memory', '1'], '--memory is 512, 2048 or 4096'],
  [['--always-ready', 'x'], '--always-ready is a number'],
  [['--wait-minutes', 'soon'], '--wait-minutes is a number'],
  [['--public-url', 'https://x/y'], 'without a path'],
  [['--setting', 'AzureWebJobsStorage=x'], 'a secret must not be on a command line'],
  [['--setting', 'SCIM_PUBLIC_URL=https://x'], 'has a flag of its own'],
  [['--setting', 'APPLICATIONINSIGHTS_CONNECTION_STRING=garbage'], "is the template's own"],
  [['--setting', 'FUNCTIONS_REQUEST_BODY_SIZE_LIMIT=1'], "is the template's own"],
  [['--setting', 'OTEL_EXPORTER_OTLP_HEADERS=garbage'], 'has the form name=value,name=value'],
  [['--setting', 'OTEL_EXPORTER_OTLP_HEADERS=api-key=a,garbage'], 'has the form name=value,name=value'],
  [['--setting', 'OTEL_EXPORTER_OTLP_HEADERS='], 'has the form name=value,name=value'],
  [['--setting', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS=garbage'], 'has the form name=value,name=value'],
  [['--setting', 'OTEL_EXPORTER_OTLP_ENDPOINT=garbage'], 'is an address that begins with https://'],
  [['--setting', 'OTEL_EXPORTER_OTLP_PROTOCOL=garbage'], 'is grpc or http/protobuf'],
])('%j is refused before anything is asked', async (flags, said) => {
  const run = await deployment.deploy('never', flags);
  expect({ code: run.code, commands: run.commands }).toEqual({ code: 2, commands: [] });
  expect(run.err).toContain(said);
  expect(run.err).not.toContain('garbage');
});

test('settings of telemetry that the Functions host can read are deployed', async () => {
  deployment.azure.state = emptyAzure();
  const run = await deployment.deploy('never', [
    '--what-if',
    ...['--setting', 'OTEL_EXPORTER_OTLP_HEADERS=api-key=a%3D=, x-team=print'],
    ...['--setting', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS=@Microsoft.KeyVault(SecretUri=https://v/secrets/h)'],
    ...['--setting', 'OTEL_EXPORTER_OTLP_ENDPOINT=https://collector.example:4318/v1'],
    ...['--setting', 'OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf'],
  ]);
  expect({ code: run.code, err: run.code === 0 ? '' : run.err }).toEqual({ code: 0, err: '' });
});

describe('destroy.sh', () => {
  const destroy = (...more: string[]) =>
    deployment.azure.run(['--name', 'print', ...more], undefined, 'destroy.sh');

  test('deletes nothing unasked, then everything but the vault, which the next deployment gets back', async () => {
    deployment.azure.state = structuredClone(deployed);
    const keys = { ...deployment.azure.state.secrets };
    const unasked = await destroy();
    expect({ code: unasked.code, changes: unasked.changes }).toEqual({ code: 2, changes: [] });
    expect(unasked.err).toContain('add --yes');
    const meant = await destroy('--yes', '--purge');
    expect({ code: meant.code, changes: meant.changes }).toEqual({ code: 0, changes: ['group delete'] });
    expect(meant.err).toContain('protected from being destroyed');
    const again = await deployment.deploy('twice');
    expect({ code: again.code, keys: deployment.azure.state.secrets }).toEqual({ code: 0, keys });
    expect(again.changes).toContain('keyvault recover');
  });

  test('of a group that others use it deletes only what belongs to the deployment', async () => {
    deployment.azure.state = { ...emptyAzure(), group: { location: 'northeurope', tags: {} } };
    expect((await deployment.deploy('shared')).changes).not.toContain('group create');
    const run = await destroy('--yes');
    expect({ code: run.code, changes: run.changes }).toEqual({
      code: 0,
      changes: ['resource delete', 'deployment group delete'],
    });
    expect(deployment.azure.state.group).toBeDefined();
  });

  test('of a group that was made for one deployment and has another in it, only the one goes', async () => {
    const others = [foreign('kv-other', 'Microsoft.KeyVault/vaults')];
    deployment.azure.state = { ...structuredClone(deployed), others };
    const run = await destroy('--yes');
    expect(run.changes).toEqual(['resource delete', 'deployment group delete']);
    expect(run.err).not.toContain('kv-other');
  });

  test('keys are not destroyed unasked when all else is gone', async () => {
    deployment.azure.state = { ...structuredClone(deployed), vaultProtected: false };
    await destroy('--yes');
    const unasked = await destroy('--purge');
    expect({ code: unasked.code, changes: unasked.changes }).toEqual({ code: 2, changes: [] });
    expect(unasked.err).toContain('in backups neither');
  });

  test('--purge destroys an unprotected vault, and nothing twice', async () => {
    deployment.azure.state = { ...structuredClone(deployed), vaultProtected: false };
    expect((await destroy('--yes', '--purge')).changes).toEqual(['group delete', 'keyvault purge']);
    const again = await destroy('--yes', '--purge');
    expect({ code: again.code, changes: again.changes }).toEqual({ code: 0, changes: [] });
  });
});
