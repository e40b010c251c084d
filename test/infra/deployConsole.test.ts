import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyAzure, type AzureState } from './standIn/azure.ts';
import type { Run } from './standIn/deploying.ts';
import { startDeployment, type Deployment } from './standIn/deployment.ts';
import { emptyDirectory } from './standIn/directory.ts';

// deploy.sh --console: the console's application in Entra, with its roles.

let deployment: Deployment;
let cut: Run;
let run: Run;
let deployed: AzureState;
beforeAll(async () => {
  deployment = await startDeployment();
  deployment.azure.state = emptyAzure();
  cut = await deployment.deploy('console', ['--console'], { after: 1, by: 'SIGTERM' });
  run = await deployment.deploy('console', ['--console']);
  deployed = deployment.azure.state;
}, 60_000);
afterAll(() => deployment.stop());

const succeeded = { code: 0, err: '' };
const outcome = ({ code, err }: Run) => ({ code, err: code === 0 ? '' : err });

test('registers the application, its roles and its address, also after an interruption', () => {
  expect(cut.changes).toEqual(['rest']);
  expect(outcome(run)).toEqual(succeeded);
  const { directory, settings } = deployed;
  const [application, ...others] = directory.applications;
  expect(others).toEqual([]);
  expect(application).toMatchObject({
    displayName: 'uniflow-scim console print',
    signInAudience: 'AzureADMyOrg',
    api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [{ value: 'console', isEnabled: true }] },
    spa: { redirectUris: [`${deployment.service.url}/console`] },
    appRoles: [{ value: 'Console.Admin' }, { value: 'Console.Support' }, { value: 'Console.Reader' }],
  });
  expect(settings).toEqual({
    SCIM_CONSOLE: 'on',
    SCIM_CONSOLE_ENTRA_TENANT: 't',
    SCIM_CONSOLE_CLIENT_ID: application?.appId,
  });
  const principal = directory.principals[application?.appId ?? ''];
  expect(directory.assignmentRequired).toEqual([principal]);
  const person = '99999999-0000-0000-0000-000000000000';
  expect(directory.assignments).toEqual([
    { principalId: person, resourceId: principal, appRoleId: application?.appRoles[0]?.id },
  ]);
  expect(run.out).toContain(`${deployment.service.url}/console\n`);
});

test('changes nothing the next time', async () => {
  deployment.azure.state = structuredClone(deployed);
  const second = await deployment.deploy('console', ['--console']);
  expect({ ...outcome(second), changes: second.changes }).toEqual({ ...succeeded, changes: [] });
  expect(deployment.azure.state).toEqual(deployed);
});

test('lets only people with a role sign in, also if an earlier run ended before it had said so', async () => {
  deployment.azure.state = structuredClone(deployed);
  deployment.azure.state.directory.assignmentRequired = [];
  const second = await deployment.deploy('console', ['--console']);
  expect({ ...outcome(second), changes: second.changes }).toEqual({
    ...succeeded,
    changes: ['ad sp update'],
  });
  expect(deployment.azure.state).toEqual(deployed);
});

test('deploys all the same if the person may not assign roles, and says who can', async () => {
  deployment.azure.state = structuredClone(deployed);
  Object.assign(deployment.azure.state.directory, { mayAssign: false, assignments: [] });
  const { code, err } = await deployment.deploy('console', ['--console']);
  expect(code).toBe(0);
  expect(err).toContain('Nobody has a role of the console yet');
});

test('says what to do if the person may not register it, and changes nothing', async () => {
  deployment.azure.state = { ...emptyAzure(), directory: { ...emptyDirectory(), mayRegister: false } };
  const { code, err } = await deployment.deploy('console', ['--console']);
  expect({ code, group: deployment.azure.state.group }).toEqual({ code: 1, group: undefined });
  expect(err).toContain('Insufficient privileges');
  for (const said of ['print.azurewebsites.net/console', 'Console.Support', '--console-client-id'])
    expect(err).toContain(said);
});

test('takes an application that somebody else has registered, and asks Entra nothing', async () => {
  const id = 'AAAAAAAA-0000-0000-0000-000000000001';
  deployment.azure.state = structuredClone(deployed);
  const other = await deployment.deploy('console', ['--console-client-id', id]);
  expect(outcome(other)).toEqual(succeeded);
  expect(deployment.azure.state.settings.SCIM_CONSOLE_CLIENT_ID).toBe(id.toLowerCase());
  expect(other.commands.filter((words) => /^ad (?:app|sp)|graph/.test(words))).toEqual([]);
  const wrong = await deployment.deploy('console', ['--console-client-id', 'print']);
  expect([wrong.code, wrong.commands]).toEqual([2, []]);
});

test('registers nothing if it does not know in which region to deploy', async () => {
  deployment.azure.state = emptyAzure();
  // The last one counts.
  const { code, err, changes } = await deployment.deploy('console', ['--console', '--location', '']);
  expect([code, changes]).toEqual([2, []]);
  expect(err).toContain('--location');
  expect(deployment.azure.state.directory.applications).toEqual([]);
});

test('--what-if registers nothing', async () => {
  deployment.azure.state = emptyAzure();
  const asked = await deployment.deploy('console', ['--console', '--what-if']);
  expect({ ...outcome(asked), changes: asked.changes }).toEqual({ ...succeeded, changes: [] });
  expect(asked.err).toContain('would register the application');
});
