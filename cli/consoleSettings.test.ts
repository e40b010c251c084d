import { afterEach, expect, test, vi } from 'vitest';
import { withSingleSignOn } from './consoleSettings.ts';

const local = { SCIM_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true' };
const azure = { SCIM_STORAGE_ACCOUNT_URL: 'https://account.table.core.windows.net' };
const address = { SCIM_PUBLIC_URL: 'https://print.example.com' };

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each([
  ['local storage', local, 'on'],
  ["storage in Azure, without the service's address", azure, undefined],
  ['storage in Azure, and the address', { ...azure, ...address }, 'on'],
  ['settings that say something else', { ...local, SCIM_SINGLE_SIGN_ON: 'off' }, 'off'],
])('npm start turns single sign-on on where it can be on: %s', (_, settings, value) => {
  vi.stubEnv('SCIM_SINGLE_SIGN_ON', undefined);
  expect(withSingleSignOn(settings).SCIM_SINGLE_SIGN_ON).toBe(value);
});
