import { expect, test } from 'vitest';
import { explainError } from '../../cli/explainError.ts';
import { SettingError } from '../../shared/config/setting.ts';
import { openTable } from '../../shared/store/tables.ts';
import { storageUnavailable } from '../../shared/scim/errors/service.ts';
import { tenantNotFound } from '../../shared/tenants/errors.ts';
import { DamagedRow } from '../../shared/tenants/fields.ts';
import { readTenant } from '../../shared/tenants/tenantStore.ts';
import { startStorage } from '../support/store.ts';

/** An error with a name that another copy of the code has given it. */
function named(name: string): Error {
  return Object.assign(new Error('Its own words.'), { name });
}

test.each([
  [new SettingError('Set it.'), 'Set it.'],
  [tenantNotFound('none'), 'There is no tenant "none".'],
  [new Error('Port 1 is taken.'), 'Port 1 is taken.'],
  [named('SettingError'), 'Its own words.'],
  [storageUnavailable().causedBy(new Error('no')), /^Storage did not answer in time/],
  [new DamagedRow('The member x is not what it must be.'), /^A stored row can't be read: The member x/],
  [named('CredentialUnavailableError'), /^Nobody is signed in to Azure.* "az login"/],
  [storageUnavailable().causedBy(named('AggregateAuthenticationError')), /^Nobody is signed in to Azure/],
  ['thrown', 'Something failed.'],
])('%s is a sentence', (error, says) => {
  const text = explainError(error);
  if (typeof says === 'string') expect(text).toBe(says);
  else expect(text).toMatch(says);
  expect(text).not.toMatch(/^ +at /m);
});

test('what nobody foresaw is shown with its stack', () => {
  expect(explainError(new TypeError('x is not a function'))).toMatch(/x is not a function\n +at /);
});

test('a storage account that refuses says which role is missing, and not who asked', async () => {
  const storage = await startStorage();
  const wrongKey = Buffer.alloc(64, 1).toString('base64');
  const connectionString = storage.connectionString.replace(/AccountKey=[^;]+/, `AccountKey=${wrongKey}`);
  const table = await openTable({ connectionString }, 'scimTenants');
  const failed = readTenant(table, 'acme', new AbortController().signal).catch(explainError);
  expect(await failed).toMatch(
    /^The storage account refuses the command \(403( \w+)?\)\.\n.*Storage Table Data/,
  );
  await storage.close();
});
