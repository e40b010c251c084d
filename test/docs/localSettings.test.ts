import { expect, test } from 'vitest';
import sample from '../../local.settings.sample.json' with { type: 'json' };
import { readConfig } from '../../shared/config/config.ts';
import { settingNames } from '../../shared/config/setting.ts';

/** What the platform reads, and the values that a first start needs. */
const given = {
  FUNCTIONS_WORKER_RUNTIME: 'node',
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '4194304',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  SCIM_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true',
};

test('local.settings.sample.json has every setting, and values only where a first start needs them', () => {
  const empty = settingNames.map((name) => [name, '']);
  expect(sample.Values).toEqual({ ...Object.fromEntries(empty), ...given });
  expect(sample.IsEncrypted).toBe(false);
});

test('an empty setting is as good as none', () => {
  const keys = { SCIM_SEALING_KEYS: `k1=${Buffer.alloc(32, 1).toString('base64')}` };
  expect(readConfig({ ...sample.Values, ...keys })).toEqual(readConfig({ ...given, ...keys }));
});
