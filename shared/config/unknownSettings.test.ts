import { expect, test } from 'vitest';
import { settingNames } from './setting.ts';
import { unknownSettings } from './unknownSettings.ts';

test('a misspelled setting is named with the one that was meant, and without its value', () => {
  expect(
    unknownSettings({ SCIM_PIN_LENGHT: 'secret-nonsense', scim_public_url: 'https://example.net' }),
  ).toEqual([
    'SCIM_PIN_LENGHT is not a setting, so nothing reads it. Did you mean SCIM_PIN_LENGTH?',
    'scim_public_url is not a setting, so nothing reads it. Did you mean SCIM_PUBLIC_URL?',
  ]);
});

test('one that is like none is named alone', () => {
  expect(unknownSettings({ SCIM_COLOUR: 'red' })).toEqual([
    'SCIM_COLOUR is not a setting, so nothing reads it.',
  ]);
});

test('settings, and variables of others, are not named', () => {
  const known = Object.fromEntries(settingNames.map((name) => [name, 'x']));
  expect(unknownSettings({ ...known, SCIM_TOKEN: 'x', PATH: '/bin', MY_SCIM_PIN: 'x' })).toEqual([]);
});
