import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { descriptions } from '../../scripts/settingDescriptions.ts';
import { check } from './bicep/check.ts';
import { infraFiles } from './bicep/infraFiles.ts';
import type { Expression, Parameter, Resource } from './bicep/syntax.ts';
import { allTemplates, bodyOf, literal, propertyAt, readTemplate } from './bicep/template.ts';
import { walk } from './bicep/walk.ts';

const files = infraFiles();
const main = readTemplate('main.bicep', files);
const resources = allTemplates(main).flatMap(({ statements }) =>
  statements.filter((statement) => statement.kind === 'resource'),
);

function typeOf(resource: Resource): string {
  return String(literal(resource.type)).split('@')[0] ?? '';
}

function only(type: string): Resource {
  const [found, ...others] = resources.filter((resource) => typeOf(resource) === type && !resource.existing);
  if (found === undefined || others.length > 0) throw new Error(`There is not just one ${type}.`);
  return found;
}

function valueAt(resource: Resource, path: string): unknown {
  return literal(propertyAt(bodyOf(resource.value), path));
}

test('the templates are right as far as it can be told without the compiler', () => {
  expect(check('main.bicep', files)).toEqual([]);
});

// Flex Consumption answers 400 to them: "site configuration properties … for Flex Consumption sites is invalid".
test.each([
  'alwaysOn',
  'ftpsState',
  'functionAppScaleLimit',
  'functionsRuntimeScaleMonitoringEnabled',
  'linuxFxVersion',
  'netFrameworkVersion',
  'preWarmedInstanceCount',
  'use32BitWorkerProcess',
  'windowsFxVersion',
])('the function app says nothing of %s', (name) => {
  expect(
    propertyAt(bodyOf(only('Microsoft.Web/sites').value), `properties.siteConfig.${name}`),
  ).toBeUndefined();
});

test('each file is used', () => {
  expect(
    allTemplates(main)
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual([...files.keys()].filter((path) => path.endsWith('.bicep')).toSorted());
});

describe('what keeps others out', () => {
  test.each([
    ['Microsoft.Storage/storageAccounts', 'properties.allowSharedKeyAccess', false],
    ['Microsoft.Storage/storageAccounts', 'properties.allowBlobPublicAccess', false],
    ['Microsoft.Storage/storageAccounts', 'properties.minimumTlsVersion', 'TLS1_2'],
    ['Microsoft.Storage/storageAccounts', 'properties.supportsHttpsTrafficOnly', true],
    ['Microsoft.Storage/storageAccounts/blobServices/containers', 'properties.publicAccess', 'None'],
    ['Microsoft.Storage/storageAccounts/blobServices/containers', 'name', 'deployments'],
    ['Microsoft.KeyVault/vaults', 'properties.enableRbacAuthorization', true],
    ['Microsoft.KeyVault/vaults', 'properties.enableSoftDelete', true],
    ['Microsoft.Web/sites', 'properties.httpsOnly', true],
    ['Microsoft.Web/sites', 'properties.siteConfig.minTlsVersion', '1.2'],
    ['Microsoft.Web/sites', 'properties.siteConfig.scmMinTlsVersion', '1.2'],
    ['Microsoft.Web/sites', 'identity.type', 'UserAssigned'],
    [
      'Microsoft.Web/sites',
      'properties.functionAppConfig.deployment.storage.authentication.type',
      'UserAssignedIdentity',
    ],
    ['Microsoft.Web/serverfarms', 'sku.name', 'FC1'],
    ['Microsoft.Insights/components', 'properties.DisableIpMasking', false],
  ])('%s has %s', (type, path, value) => {
    expect(valueAt(only(type), path)).toBe(value);
  });

  test('nobody publishes with a password', () => {
    const policies = resources.filter((resource) =>
      typeOf(resource).endsWith('PublishingCredentialsPolicies'),
    );
    expect(policies.map((policy) => valueAt(policy, 'name')).toSorted()).toEqual(['ftp', 'scm']);
    expect(policies.map((policy) => valueAt(policy, 'properties.allow'))).toEqual([false, false]);
  });

  test('references to the vault are read as the identity that may read it', () => {
    expect(
      propertyAt(bodyOf(only('Microsoft.Web/sites').value), 'properties.keyVaultReferenceIdentity'),
    ).toMatchObject({
      name: 'identityId',
    });
  });

  test('nothing asks Azure for a key', () => {
    const calls = allTemplates(main)
      .flatMap(({ statements }) => statements)
      .flatMap(({ value }) => (value === undefined ? [] : [...walk(value)]))
      .flatMap(({ expression }) => (expression.kind === 'call' ? [expression.name] : []));
    expect(calls).toContain('guid');
    expect(calls.filter((name) => /^list|getSecret/.test(name))).toEqual([]);
  });
});

/** Ids of built-in roles: learn.microsoft.com/azure/role-based-access-control/built-in-roles. */
const roles: Readonly<Record<string, string>> = {
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7': 'Key Vault Secrets Officer',
};

function name(expression: Expression | undefined): string {
  return expression?.kind === 'name' ? expression.name : '';
}

describe('roles', () => {
  const assignments = allTemplates(main).flatMap(({ symbols }) =>
    [...symbols.values()].flatMap((symbol) => {
      if (symbol.kind !== 'resource' || !typeOf(symbol).endsWith('roleAssignments')) return [];
      const body = bodyOf(symbol.value);
      const definition = propertyAt(body, 'properties.roleDefinitionId');
      const role = name(definition?.kind === 'call' ? definition.args[1] : undefined);
      const id = symbols.get(role);
      const assigned = propertyAt(body, 'name');
      return {
        who: name(propertyAt(body, 'properties.principalId')),
        role: roles[String(literal(id?.value))],
        on: name(propertyAt(body, 'scope')),
        conditional: symbol.value.kind === 'if',
        named: assigned?.kind === 'call' && assigned.name === 'guid' ? assigned.args.slice(1).map(name) : [],
        fits: name(propertyAt(body, 'properties.principalId')) + role,
      };
    }),
  );

  test('the service and who deploys have those that they need, and no others', () => {
    expect(assignments.map(({ who, role, on }) => `${who}: ${String(role)} on ${on}`).toSorted()).toEqual([
      'deployerPrincipalId: Key Vault Secrets Officer on vault',
      'deployerPrincipalId: Storage Blob Data Contributor on account',
      'deployerPrincipalId: Storage Table Data Contributor on account',
      'servicePrincipalId: Key Vault Secrets User on vault',
      'servicePrincipalId: Storage Blob Data Owner on account',
      'servicePrincipalId: Storage Table Data Contributor on account',
    ]);
  });

  test('their names are made of what they assign, so that a second deployment makes no second one', () => {
    for (const { named, fits } of assignments) expect(named.join('')).toBe(fits);
  });

  test('without somebody who deploys there are none for them', () => {
    for (const { who, conditional } of assignments) expect(conditional).toBe(who === 'deployerPrincipalId');
  });
});

describe('settings of the app', () => {
  const settings = propertyAt(bodyOf(only('Microsoft.Web/sites/config').value), 'properties');
  const own = settings?.kind === 'call' ? settings.args[1] : undefined;
  const names =
    own?.kind === 'object' ? own.properties.map((property) => String(literal(property.name))) : [];
  /** Read by the host: learn.microsoft.com/azure/azure-functions/functions-app-settings. */
  const platform = [
    'AzureWebJobsStorage__accountName',
    'AzureWebJobsStorage__credential',
    'AzureWebJobsStorage__clientId',
    'APPLICATIONINSIGHTS_CONNECTION_STRING',
  ];

  test('are known to the service or to the platform', () => {
    const known = new Set([...Object.keys(descriptions), ...platform]);
    expect(names).toEqual(expect.arrayContaining(['SCIM_STORAGE_ACCOUNT_URL', ...platform]));
    expect(names.filter((setting) => !known.has(setting))).toEqual([]);
  });

  test('win over those that a person adds', () => {
    expect(settings).toMatchObject({
      kind: 'call',
      name: 'union',
      args: [{ name: 'settings' }, { kind: 'object' }],
    });
  });

  test.each([
    ['SCIM_SEALING_KEYS', 'scim-sealing-keys'],
    ['SCIM_SIGNING_KEYS', 'scim-signing-keys'],
  ])('%s is a reference to the vault, of no version', (setting, secret) => {
    expect(propertyAt(own, setting)).toMatchObject({
      parts: ['@Microsoft.KeyVault(SecretUri=', { name: 'vaultUri' }, `secrets/${secret})`],
    });
  });
});

function parameter(wanted: string): Parameter {
  const found = main.parameters.find((one) => one.name === wanted);
  if (found === undefined) throw new Error(`There is no parameter ${wanted}.`);
  return found;
}

function allowed(wanted: string): readonly unknown[] {
  const [list] = parameter(wanted).decorators.find((decorator) => decorator.name === 'allowed')?.args ?? [];
  return list?.kind === 'array' ? list.items.map(literal) : [];
}

describe('parameters', () => {
  test('the versions of Node are those that Azure runs and the package is made for', () => {
    const scripts = readFileSync(join(import.meta.dirname, '../../scripts/packageZip.ts'), 'utf8');
    const least = Number(/node: '>=(\d+)'/.exec(scripts)?.[1]);
    expect(allowed('nodeVersion')).toEqual(['22', '24']);
    expect(allowed('nodeVersion').every((version) => Number(version) >= least)).toBe(true);
  });

  test('only the name must be given', () => {
    expect(main.parameters.filter(({ value }) => value === undefined).map((one) => one.name)).toEqual([
      'name',
    ]);
  });

  test('each is described', () => {
    const undescribed = main.parameters.filter(
      ({ decorators }) => !decorators.some((one) => one.name === 'description'),
    );
    expect(undescribed.map((one) => one.name)).toEqual([]);
  });

  test('those and the outputs that deploy.sh uses are there', () => {
    expect(main.parameters.map((one) => one.name)).toEqual(
      expect.arrayContaining([
        ...[
          'name',
          'location',
          'deployerPrincipalId',
          'deployerPrincipalType',
          'nodeVersion',
          'instanceMemory',
        ],
        ...[
          'alwaysReadyInstances',
          'maximumInstances',
          'storageSku',
          'publicUrl',
          'managementApi',
          'settings',
        ],
        ...['alertEmail', 'purgeProtection', 'fingerprint'],
      ]),
    );
    expect(main.outputs.map((one) => one.name)).toEqual(
      expect.arrayContaining([
        ...['functionAppName', 'functionAppId', 'url', 'storageAccountName', 'tableEndpoint', 'keyVaultName'],
        'fingerprint',
      ]),
    );
  });
});

test('there are alerts on 5xx, 401, latency, throttling, storage and a service that does not start', () => {
  const text = files.get('modules/alerts.bicep') ?? '';
  for (const id of ['server-errors', 'refused-credentials', 'latency', 'throttled', 'does-not-start']) {
    expect(text).toContain(`id: '${id}'`);
  }
  expect(valueAt(only('Microsoft.Insights/metricAlerts'), 'properties.enabled')).toBe(true);
  expect(valueAt(only('Microsoft.Insights/scheduledQueryRules'), 'properties.skipQueryValidation')).toBe(
    true,
  );
});
