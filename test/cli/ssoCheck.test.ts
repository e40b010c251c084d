import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startDirectory, type StandInDirectory } from '../../cli/directory/directory.ts';
import { openTable } from '../../shared/store/tables.ts';
import { changeTenant } from '../../shared/tenants/change.ts';
import { clientOf } from '../support/client.ts';
import { runHere } from '../support/runHere.ts';
import { enableTenant, startService, type EnabledTenant, type RunningService } from '../support/service.ts';

const ada = {
  objectId: '0a1b2c3d-0000-4000-8000-00000000000a',
  userName: 'ada@contoso.com',
  displayName: 'Ada Lovelace',
};

let directory: StandInDirectory;
let service: RunningService;
let contoso: EnabledTenant;
beforeAll(async () => {
  directory = await startDirectory([ada]);
  service = await startService({ SCIM_SINGLE_SIGN_ON: 'on', SCIM_ENTRA_AUTHORITY: directory.origin });
  contoso = await enableTenant(service, 'contoso');
  await run(
    ...['tenant', 'set', 'contoso', '--single-sign-on', 'on'],
    ...['--entra-tenant', directory.directoryId, '--metadata-url', directory.metadataUrl],
  );
});
afterAll(async () => {
  await Promise.all([service.stop(), directory.stop()]);
});
beforeEach(() => {
  directory.fail(false);
});

function run(...words: readonly string[]) {
  return runHere(words, {
    SCIM_STORAGE_CONNECTION_STRING: service.connectionString,
    SCIM_PUBLIC_URL: service.url,
    SCIM_ENTRA_AUTHORITY: directory.origin,
  });
}

async function check() {
  const { code, stdout } = await run('sso', 'check', 'contoso', '--json');
  const { findings } = JSON.parse(stdout) as {
    findings: readonly { about: string; state: string; seen: string }[];
  };
  return { code, findings };
}

const finding = (about: string, state: string, seen: string): unknown =>
  expect.objectContaining({ about, state, seen: expect.stringContaining(seen) as unknown });

test('where everything is right it finds no problem, and says what to compare with Entra', async () => {
  const { token, tenantUrl } = contoso;
  await clientOf(tenantUrl, token).send('POST', '/Users', {
    externalId: ada.objectId,
    userName: ada.userName,
  });
  const { code, findings } = await check();
  expect(findings.filter(({ state }) => state === 'problem' || state === 'warning')).toEqual([]);
  expect(findings).toEqual(
    expect.arrayContaining([
      finding('Service', 'ok', `${service.url}/sso/contoso`),
      finding('Metadata', 'ok', `https://sts.windows.net/${directory.directoryId}/`),
      finding('Sign-in page', 'ok', `${directory.origin}/${directory.directoryId}/wsfed`),
      finding('Certificate', 'ok', 'in '),
      finding('Clock', 'ok', "agrees with Entra's"),
      finding('Users', 'ok', '1 of 1 users looked at have objectId as externalId.'),
      finding('Reply URL', 'note', `${service.url}/sso/contoso/wsfed`),
    ]),
  );
  expect(code).toBe(0);
});

test('a directory that does not answer is a problem', async () => {
  directory.fail(true);
  const { code, findings } = await check();
  expect(findings).toContainEqual(finding('Metadata', 'problem', 'The answer is 503.'));
  expect(code).toBe(1);
});

test('the metadata of another directory is a problem, even before it is fetched', async () => {
  const tenants = await openTable(service, 'scimTenants');
  const setDirectory = (entraTenantId: string) =>
    changeTenant(tenants, 'contoso', (tenant) => {
      const { identityProvider } = tenant;
      const settings = { ...identityProvider.settings, entraTenantId };
      return { ...tenant, identityProvider: { ...identityProvider, settings } };
    });
  // As an older version let it be set.
  await setDirectory('0a1b2c3d-0000-4000-8000-00000000000f');
  const { findings } = await check();
  await setDirectory(directory.directoryId);
  expect(findings).toContainEqual(
    finding('Settings', 'problem', `of the directory ${directory.directoryId}`),
  );
  expect(findings).toContainEqual(finding('Metadata', 'problem', 'that of another directory'));
});

test('users whose externalId is no object id are reported', async () => {
  const { token, tenantUrl } = contoso;
  await clientOf(tenantUrl, token).send('POST', '/Users', {
    externalId: 'grace',
    userName: 'grace@contoso.com',
  });
  const { findings } = await check();
  expect(findings).toContainEqual(finding('Users', 'warning', '1 of 2 users looked at'));
});

test('single sign-on that is off is a problem of the settings, which explains the 404 of the service', async () => {
  await run('tenant', 'add', 'off');
  const { code, stdout } = await run('sso', 'check', 'off');
  expect(code).toBe(1);
  expect(stdout).toContain('✘ Settings         Nobody signs in: single sign-on is off,');
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('is 404, as expected until the settings above are right.');
  expect(stdout).toContain(
    '    node dist/cli.js tenant set off --single-sign-on on --entra-tenant <Directory (tenant) ID> --metadata-url "<App Federation Metadata URL>"\n',
  );
  expect(stdout).not.toContain('SCIM_SINGLE_SIGN_ON');
});
