import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import sample from '../../local.settings.sample.json' with { type: 'json' };
import { settingNames } from '../../shared/config/setting.ts';
import { maxBodyBytes } from '../../shared/scim/bounds.ts';

/** A resource as the compiler predicts it: what only Azure can tell stands in it as an expression in brackets. */
interface Resource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface Snapshot {
  readonly predictedResources: readonly Resource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

const folder = process.env.INFRA_SNAPSHOTS ?? '';
const snapshots = readdirSync(folder)
  .filter((name) => name.endsWith('.snapshot.json'))
  .map((name): [string, Snapshot] => [
    name.replace('.snapshot.json', ''),
    JSON.parse(readFileSync(join(folder, name), 'utf8')) as Snapshot,
  ]);

function snapshotOf(name: string): Snapshot {
  const found = snapshots.find(([known]) => known === name);
  if (found === undefined) throw new Error(`There is no snapshot of ${name}.bicepparam.`);
  return found[1];
}

function allOf({ predictedResources }: Snapshot, type: string): readonly Resource[] {
  return predictedResources.filter((resource) => resource.type === type);
}

function only(snapshot: Snapshot, type: string): Resource {
  const [found, ...others] = allOf(snapshot, type);
  if (found === undefined || others.length > 0) throw new Error(`There is not just one ${type}.`);
  return found;
}

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, name) =>
        typeof inner === 'object' && inner !== null
          ? Object.entries(inner).find(([key]) => key === name)?.[1]
          : undefined,
      value,
    );
}

/** Ids of built-in roles: learn.microsoft.com/azure/role-based-access-control/built-in-roles. */
const roles: Readonly<Record<string, string>> = {
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7': 'Key Vault Secrets Officer',
};

/** `who: role on what`, for each role that is given. */
function given(snapshot: Snapshot): readonly string[] {
  return allOf(snapshot, 'Microsoft.Authorization/roleAssignments')
    .map(({ id, properties }) => {
      const who = String(properties?.principalId).startsWith('[') ? 'the service' : 'who deploys';
      const role = roles[String(properties?.roleDefinitionId).split('/').at(-1) ?? ''] ?? 'an unknown role';
      return `${who}: ${role} on ${id.includes('/vaults/') ? 'the vault' : 'the account'}`;
    })
    .toSorted();
}

function settingsOf(snapshot: Snapshot): Readonly<Record<string, unknown>> {
  return only(snapshot, 'Microsoft.Web/sites/config').properties ?? {};
}

describe.each(snapshots)('deployed with %s.bicepparam', (_, snapshot) => {
  test.each([
    ['Microsoft.Storage/storageAccounts', 'properties.allowSharedKeyAccess', false],
    ['Microsoft.Storage/storageAccounts', 'properties.allowBlobPublicAccess', false],
    ['Microsoft.Storage/storageAccounts', 'properties.minimumTlsVersion', 'TLS1_2'],
    ['Microsoft.Storage/storageAccounts', 'properties.supportsHttpsTrafficOnly', true],
    ['Microsoft.Storage/storageAccounts/blobServices/containers', 'properties.publicAccess', 'None'],
    ['Microsoft.KeyVault/vaults', 'properties.enableRbacAuthorization', true],
    ['Microsoft.KeyVault/vaults', 'properties.enableSoftDelete', true],
    ['Microsoft.Web/sites', 'properties.httpsOnly', true],
    ['Microsoft.Web/sites', 'properties.siteConfig.minTlsVersion', '1.2'],
    ['Microsoft.Web/sites', 'properties.siteConfig.scmMinTlsVersion', '1.2'],
    [
      'Microsoft.Web/sites',
      'properties.functionAppConfig.deployment.storage.authentication.type',
      'UserAssignedIdentity',
    ],
    ['Microsoft.Insights/components', 'properties.DisableIpMasking', false],
  ])('%s has %s %j', (type, path, value) => {
    expect(at(only(snapshot, type), path)).toBe(value);
  });

  test('nobody publishes with a password', () => {
    const policies = allOf(snapshot, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies');
    expect(policies.map(({ name, properties }) => [name.split('/').at(-1), properties?.allow])).toEqual([
      ['scm', false],
      ['ftp', false],
    ]);
  });

  test('the app reads the vault as the identity that may', () => {
    const app = only(snapshot, 'Microsoft.Web/sites');
    const identity = only(snapshot, 'Microsoft.ManagedIdentity/userAssignedIdentities').id;
    expect(app.properties?.keyVaultReferenceIdentity).toBe(identity);
  });

  // Flex Consumption answers 400 to them: "site configuration properties … for Flex Consumption sites is invalid".
  test('the app says nothing that Flex Consumption refuses', () => {
    const refused = [
      ...['alwaysOn', 'ftpsState', 'functionAppScaleLimit', 'functionsRuntimeScaleMonitoringEnabled'],
      ...['linuxFxVersion', 'netFrameworkVersion', 'preWarmedInstanceCount', 'use32BitWorkerProcess'],
      'windowsFxVersion',
    ];
    const site = Object.keys(
      Object(at(only(snapshot, 'Microsoft.Web/sites'), 'properties.siteConfig')) as object,
    );
    expect(site.filter((name) => refused.includes(name))).toEqual([]);
    const names = Object.keys(settingsOf(snapshot));
    const refusedSettings = [
      'WEBSITE_RUN_FROM_PACKAGE',
      'FUNCTIONS_EXTENSION_VERSION',
      'FUNCTIONS_WORKER_RUNTIME',
    ];
    expect(names.filter((name) => refusedSettings.includes(name))).toEqual([]);
  });

  test('no output is a secret, and nothing asks Azure for a key', () => {
    const text = JSON.stringify(snapshot);
    expect(text).toContain('reference(');
    expect(text).not.toMatch(/list(?:Keys|AccountSas|ServiceSas|Secrets)\(|getSecret\(/i);
    const outputs = JSON.stringify(snapshot.outputs);
    expect(Object.keys(snapshot.outputs)).toContain('functionAppName');
    expect(outputs).not.toMatch(/connectionString|AccountKey|instrumentationKey|SecretUri/i);
  });

  test('keys are references to the vault, of no version', () => {
    for (const [setting, secret] of [
      ['SCIM_SEALING_KEYS', 'scim-sealing-keys'],
      ['SCIM_SIGNING_KEYS', 'scim-signing-keys'],
    ] as const) {
      const value = String(settingsOf(snapshot)[setting]);
      expect(value).toContain('@Microsoft.KeyVault(SecretUri=');
      expect(value).toContain(`secrets/${secret})`);
    }
  });

  test('what the host holds of a body is bounded as locally, above what the service takes of one', () => {
    const limit = settingsOf(snapshot).FUNCTIONS_REQUEST_BODY_SIZE_LIMIT;
    expect(limit).toBe(sample.Values.FUNCTIONS_REQUEST_BODY_SIZE_LIMIT);
    expect(Number(limit)).toBeGreaterThan(maxBodyBytes);
  });

  test('settings are known to the service or to the platform', () => {
    // Read by the host: learn.microsoft.com/azure/azure-functions/functions-app-settings.
    const platform = /^(?:AzureWebJobs|APPLICATIONINSIGHTS_|FUNCTIONS_|AZURE_)/;
    const names = Object.keys(settingsOf(snapshot));
    expect(names).toEqual(
      expect.arrayContaining([
        ...[
          'SCIM_STORAGE_ACCOUNT_URL',
          'AzureWebJobsStorage__accountName',
          'AzureWebJobsStorage__credential',
        ],
        ...['AzureWebJobsStorage__clientId', 'APPLICATIONINSIGHTS_CONNECTION_STRING', 'AZURE_CLIENT_ID'],
      ]),
    );
    expect(names.filter((name) => !settingNames.includes(name) && !platform.test(name))).toEqual([]);
  });
});

const service = [
  'the service: Key Vault Secrets User on the vault',
  'the service: Storage Blob Data Owner on the account',
  'the service: Storage Table Data Contributor on the account',
];

test('the service and who deploys have the roles that they need, and no others', () => {
  expect(given(snapshotOf('usual'))).toEqual([
    ...service,
    'who deploys: Key Vault Secrets Officer on the vault',
    'who deploys: Storage Blob Data Contributor on the account',
    'who deploys: Storage Table Data Contributor on the account',
  ]);
  expect(given(snapshotOf('smallest'))).toEqual(service);
});

test('Node 24 is the default, and 22 can be chosen', () => {
  const version = (name: string) =>
    at(only(snapshotOf(name), 'Microsoft.Web/sites'), 'properties.functionAppConfig.runtime.version');
  expect([version('usual'), version('everything')]).toEqual(['24', '22']);
});

test('a role assignment is named after all that it assigns, so that a second deployment makes no second one', () => {
  for (const { name, properties } of allOf(snapshotOf('usual'), 'Microsoft.Authorization/roleAssignments')) {
    if (name.startsWith('[')) {
      expect(name).toContain(String(properties?.principalId).slice(1, -1));
      expect(name).toContain(String(properties?.roleDefinitionId).split('/').at(-1));
    } else expect(name).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test('what the template sets wins over a setting of the same name', () => {
  const settings = settingsOf(snapshotOf('everything'));
  expect(settings.SCIM_LOG_RETENTION_DAYS).toBe('365');
  expect(String(settings.SCIM_STORAGE_ACCOUNT_URL)).toContain('.outputs.tableEndpoint.value');
  expect(settings.SCIM_PUBLIC_URL).toBe('https://scim.example.com');
});

test('names keep to what Azure takes, however long the deployment is named', () => {
  const snapshot = snapshotOf('everything');
  expect(only(snapshot, 'Microsoft.Storage/storageAccounts').name).toMatch(/^[a-z0-9]{3,24}$/);
  expect(only(snapshot, 'Microsoft.KeyVault/vaults').name).toMatch(/^[A-Za-z](?:-?[A-Za-z0-9]){2,23}$/);
  expect(only(snapshot, 'Microsoft.KeyVault/vaults').name.length).toBeLessThanOrEqual(24);
});

test('there are alerts on 5xx, 401, latency, throttling, storage, a service that does not start, and refused sign-ins where there are sign-ins', () => {
  const snapshot = snapshotOf('usual');
  const ids = ['server-errors', 'refused-credentials', 'latency', 'throttled', 'does-not-start'];
  const rules = allOf(snapshot, 'Microsoft.Insights/scheduledQueryRules');
  expect(rules.map(({ name }) => name.replace('contoso-print-scim-', '')).toSorted()).toEqual(ids.toSorted());
  expect(rules.map(({ properties }) => properties?.skipQueryValidation)).toEqual(ids.map(() => true));
  expect(
    allOf(snapshotOf('everything'), 'Microsoft.Insights/scheduledQueryRules').some(({ name }) =>
      name.endsWith('-refused-sign-ins'),
    ),
  ).toBe(true);
  expect(only(snapshot, 'Microsoft.Insights/metricAlerts').properties?.enabled).toBe(true);
  expect(allOf(snapshotOf('smallest'), 'Microsoft.Insights/actionGroups')).toEqual([]);
});
