import { describe, expect, test } from 'vitest';
import { check } from './bicep/check.ts';
import { infraFiles } from './bicep/infraFiles.ts';

/** What is found after one replacement in one of the files of infra/. */
function broken(path: string, from: string, to: string): string {
  const files = new Map(infraFiles());
  const text = files.get(path) ?? '';
  if (!text.includes(from)) throw new Error(`${path} has no "${from}": this test needs another example.`);
  files.set(
    path,
    text.replace(from, () => to),
  );
  return check('main.bicep', files).join('\n');
}

const storage = 'modules/storage.bicep';
const app = 'modules/functionApp.bicep';

describe('the check finds', () => {
  test.each([
    ['an unknown symbol', 'main.bicep', "'id-${name}'", "'id-${nam}'", 'nam is not declared.'],
    [
      'an unknown symbol in a call',
      storage,
      'guid(account.id, servicePrincipalId',
      'guid(acount.id, servicePrincipalId',
      'acount is not declared.',
    ],
    [
      'a loop variable outside its loop',
      'modules/alerts.bicep',
      'take(name, 12)',
      'alert.title',
      'alert is not declared.',
    ],
    [
      'an unknown function',
      'main.bicep',
      'uniqueString(',
      'uniqueText(',
      'The function uniqueText is not known.',
    ],
    [
      'too few arguments',
      'main.bicep',
      "replace(name, '-', '')",
      'replace(name)',
      'replace does not take 1 arguments.',
    ],
    ['an unknown decorator', 'main.bicep', '@minLength(3)', '@least(3)', 'The function least is not known.'],
    [
      'a missing parameter of a module',
      'main.bicep',
      '    sku: storageSku\n',
      '',
      'modules/storage.bicep needs sku.',
    ],
    [
      'a parameter that a module has not',
      'main.bicep',
      '    sku: storageSku\n',
      '    sku: storageSku\n    tier: 1\n',
      'modules/storage.bicep has no parameter tier.',
    ],
    [
      'a parameter of the wrong type',
      'main.bicep',
      'maximumInstances: maximumInstances',
      'maximumInstances: name',
      'maximumInstances is no int.',
    ],
    ['an output of the wrong type', 'main.bicep', 'output url string', 'output url int', 'url is no int.'],
    [
      'an output that a module has not',
      'main.bicep',
      'vault.outputs.uri',
      'vault.outputs.url',
      'modules/vault.bicep has no output url.',
    ],
    [
      'a member that no resource has',
      'main.bicep',
      'identity.properties.clientId',
      'identity.clientId',
      'identity has no clientId.',
    ],
    [
      'a default that is not allowed',
      'main.bicep',
      "nodeVersion string = '22'",
      "nodeVersion string = '20'",
      'nodeVersion cannot be 20.',
    ],
    [
      'a default out of bounds',
      'main.bicep',
      'maximumInstances int = 40',
      'maximumInstances int = 0',
      'maximumInstances is out of its bounds.',
    ],
    [
      'a default of the wrong type',
      'main.bicep',
      'purgeProtection bool = true',
      "purgeProtection bool = 'yes'",
      'purgeProtection is no bool.',
    ],
    [
      'a default made of what is not known yet',
      'main.bicep',
      "publicUrl string = ''",
      'publicUrl string = suffix',
      'can use parameters only, not suffix.',
    ],
    [
      'a condition that is none',
      storage,
      'if (!empty(deployerPrincipalId))',
      'if (deployerPrincipalId)',
      'A condition is no string.',
    ],
    [
      'an unused parameter',
      storage,
      'param sku string',
      'param sku string\nparam more string = sku',
      'more is declared and not used.',
    ],
    [
      'an unused variable',
      storage,
      'var blobDataOwner',
      "var other = 'x'\nvar blobDataOwner",
      'other is declared and not used.',
    ],
    [
      'a name that is declared twice',
      storage,
      'param sku string',
      'param sku string\nvar tags = sku',
      'tags is declared twice.',
    ],
    [
      'an unknown resource type',
      storage,
      'Microsoft.Storage/storageAccounts@',
      'Microsoft.Storage/storageAccount@',
      'The resource type Microsoft.Storage/storageAccount is not known.',
    ],
    [
      'an unknown version',
      storage,
      'storageAccounts@2023-05-01',
      'storageAccounts@2023-05-31',
      'is known in the version 2023-05-01, not 2023-05-31.',
    ],
    [
      'a property that a type has not',
      storage,
      'allowSharedKeyAccess: false',
      'allowSharedKeysAccess: false',
      'has no properties.allowSharedKeysAccess.',
    ],
    [
      'a property in the wrong place',
      app,
      '    httpsOnly: true\n    //',
      '    siteConfigs: {\n      httpsOnly: true\n    }\n    //',
      'has no properties.siteConfigs.httpsOnly.',
    ],
    [
      'a required property that is missing',
      app,
      '    serverFarmId: plan.id\n',
      '',
      'app needs properties.serverFarmId.',
    ],
    [
      'what needs itself',
      storage,
      '    name: sku\n',
      '    name: deployments.name\n',
      'account needs itself.',
    ],
    [
      'a file to load that is not there',
      'main.bicep',
      'var tags = {',
      "var tags = {\n  x: loadTextContent('x.json')",
      'x.json is not there.',
    ],
    [
      'a module that is not there',
      'main.bicep',
      'modules/vault.bicep',
      'modules/vaults.bicep',
      'modules/vaults.bicep is not there.',
    ],
  ])('%s', (_, path, from, to, finding) => {
    expect(broken(path, from, to)).toContain(finding);
  });
});

describe('a secret as an output is found', () => {
  test.each([
    ['that Azure lists', storage, 'output key string = account.listKeys().keys[0].value'],
    [
      'that a function lists',
      storage,
      "output key string = listKeys(account.id, '2023-05-01').keys[0].value",
    ],
    ['of a resource', app, 'output tracing string = insights.properties.ConnectionString'],
    ['by index', app, "output tracing string = insights.properties['InstrumentationKey']"],
    ['that is a secret parameter', app, "@secure()\nparam pepper string\noutput taste string = 'x${pepper}'"],
    [
      'through a variable',
      app,
      'var hidden = insights.properties.ConnectionString\noutput tracing string = hidden',
    ],
    ['by its name', app, 'output sharedKey string = name'],
  ])('%s', (_, path, lines) => {
    expect(broken(path, 'output id string', `${lines}\noutput id string`)).toMatch(
      /The output \w+ tells a secret\./,
    );
  });

  test('through a module', () => {
    const files = new Map(infraFiles());
    files.set(app, `${files.get(app) ?? ''}output tracing string = insights.properties.ConnectionString\n`);
    files.set('main.bicep', `${files.get('main.bicep') ?? ''}output seen string = app.outputs.tracing\n`);
    expect(check('main.bicep', files).join('\n')).toMatch(
      /main\.bicep:\d+:\d+ The output seen tells a secret\./,
    );
  });

  test('and a secret that has a default', () => {
    expect(
      broken(app, 'output id string', "@secure()\nparam pepper string = 'x'\noutput id string"),
    ).toContain('The secret pepper has a default.');
  });
});
