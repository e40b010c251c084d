import { describe, expect, it } from 'vitest';
import { readConfig, readStorage, SettingError } from '../shared/config.ts';
import { uniflow } from './support/types.ts';

const key = Buffer.alloc(32, 1).toString('base64');
const other = Buffer.alloc(32, 2).toString('base64url');
const least = {
  SCIM_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true',
  SCIM_SEALING_KEYS: `k1=${key}`,
};

function refusal(environment: Readonly<Record<string, string | undefined>>): string {
  try {
    readConfig({ ...least, ...environment });
  } catch (error) {
    if (error instanceof SettingError) return error.message;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

describe('readConfig', () => {
  it('has defaults for what may be left out', () => {
    const config = readConfig(least);
    expect(config).toMatchObject({
      storage: { connectionString: 'UseDevelopmentStorage=true' },
      publicUrl: undefined,
    });
    expect(Object.fromEntries(config.policies)).toEqual({
      [`${uniflow}:pin`]: { minLength: 4, maxLength: 16, alphabet: 'digits' },
      [`${uniflow}:cardRegistrationCode`]: { minLength: 1, maxLength: 64, alphabet: 'printable' },
      [`${uniflow}:cardNumber`]: { minLength: 1, maxLength: 128, alphabet: 'printable' },
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes white space for nothing', () => {
    expect(
      readConfig({ ...least, SCIM_PUBLIC_URL: '  ', SCIM_PIN_LENGTH: '', SCIM_STORAGE_ACCOUNT_URL: ' ' }),
    ).toEqual(readConfig(least));
  });

  it.each([
    ['https://scim.example.net', 'https://scim.example.net'],
    ['https://scim.example.net/', 'https://scim.example.net'],
    ['http://localhost:7071', 'http://localhost:7071'],
  ])('reads the public URL %s', (value, origin) => {
    expect(readConfig({ ...least, SCIM_PUBLIC_URL: value }).publicUrl).toBe(origin);
  });

  it.each([
    'scim.example.net',
    'ftp://x',
    'file:///etc/passwd',
    '/x',
    'https://x/app',
    'https://x?y',
    'https://x#y',
  ])('refuses the public URL %s', (value) => {
    expect(refusal({ SCIM_PUBLIC_URL: value })).toContain('SCIM_PUBLIC_URL');
    expect(refusal({ SCIM_PUBLIC_URL: value })).not.toContain(value);
  });
});

describe('the key ring', () => {
  const ring = (value: string) => readConfig({ ...least, SCIM_SEALING_KEYS: value }).sealing;

  it('seals with the first key and opens with all', () => {
    const { current, keys } = ring(` new=${other} , k_1-A=${key} `);
    expect(current).toBe('new');
    expect([...keys.keys()]).toEqual(['new', 'k_1-A']);
    expect(keys.get('new')).toEqual(new Uint8Array(32).fill(2));
    expect(keys.get('k_1-A')).toEqual(new Uint8Array(32).fill(1));
  });

  it.each<[string, string | undefined]>([
    ['none', undefined],
    ['an empty one', ''],
    ['one without id', key],
    ['one with an empty id', `=${key}`],
    ['one with an id of other characters', `k 1=${key}`],
    ['a short key', `k1=${Buffer.alloc(31).toString('base64')}`],
    ['a long key', `k1=${Buffer.alloc(33).toString('base64')}`],
    ['what is no base64', `k1=${'*'.repeat(43)}`],
    ['an empty entry', `k1=${key},`],
    ['an id twice', `k1=${key},k1=${other}`],
  ])('refuses %s, and never says the key', (_what, value) => {
    const message = refusal({ SCIM_SEALING_KEYS: value });
    expect(message).toContain('SCIM_SEALING_KEYS');
    expect(message).not.toContain(key);
    expect(message).not.toContain(other);
  });
});

describe('policies', () => {
  const pin = (environment: Readonly<Record<string, string>>) =>
    readConfig({ ...least, ...environment }).policies.get(`${uniflow}:pin`);

  it('are set by length and alphabet', () => {
    expect(pin({ SCIM_PIN_LENGTH: '6-8', SCIM_PIN_ALPHABET: 'alphanumeric' })).toEqual({
      minLength: 6,
      maxLength: 8,
      alphabet: 'alphanumeric',
    });
    expect(pin({ SCIM_PIN_LENGTH: '6' })).toEqual({ minLength: 6, maxLength: 6, alphabet: 'digits' });
  });

  it.each(['0', '0-4', '8-4', '4-', '-4', 'four', '4–8', '10000', '4-16-32'])(
    'refuse the length %s',
    (value) => {
      expect(refusal({ SCIM_PIN_LENGTH: value })).toContain('SCIM_PIN_LENGTH');
      expect(refusal({ SCIM_CARD_NUMBER_LENGTH: value })).toContain('SCIM_CARD_NUMBER_LENGTH');
    },
  );

  it.each(['hex', 'Digits', 'constructor'])('refuse the alphabet %s', (value) => {
    expect(refusal({ SCIM_PIN_ALPHABET: value })).toContain('SCIM_PIN_ALPHABET');
    expect(refusal({ SCIM_CARD_REGISTRATION_CODE_ALPHABET: value })).toContain(
      'SCIM_CARD_REGISTRATION_CODE_ALPHABET',
    );
  });
});

describe('readStorage', () => {
  const url = 'https://account.table.core.windows.net';

  it.each([
    'UseDevelopmentStorage=true',
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=a2V5;EndpointSuffix=core.windows.net',
    'TableEndpoint=https://a.table.core.windows.net;SharedAccessSignature=sv=x',
  ])('takes a connection string: %s', (connectionString) => {
    const padded = ` ${connectionString} `;
    expect(readStorage({ SCIM_STORAGE_CONNECTION_STRING: padded })).toEqual({ connectionString });
  });

  it.each(['garbage', 'AccountName=a;AccountKeySecret=hidden'])(
    'refuses %s, and does not repeat it',
    (text) => {
      const read = () => readStorage({ SCIM_STORAGE_CONNECTION_STRING: text });
      expect(read).toThrow(SettingError);
      expect(read).toThrow(
        /^SCIM_STORAGE_CONNECTION_STRING is not the connection string of a storage account/,
      );
      expect(read).not.toThrow(/garbage|hidden/);
    },
  );

  it('takes an account URL, with a managed identity of its own or with a named one', () => {
    expect(readStorage({ SCIM_STORAGE_ACCOUNT_URL: url })).toEqual({
      accountUrl: `${url}/`,
      clientId: undefined,
    });
    expect(readStorage({ SCIM_STORAGE_ACCOUNT_URL: url, AZURE_CLIENT_ID: 'c' })).toEqual({
      accountUrl: `${url}/`,
      clientId: 'c',
    });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['neither', {}],
    ['both', { SCIM_STORAGE_CONNECTION_STRING: 'AccountKey=secret', SCIM_STORAGE_ACCOUNT_URL: url }],
    ['what is no URL', { SCIM_STORAGE_ACCOUNT_URL: 'account' }],
  ])('refuses %s', (_what, environment) => {
    expect(() => readStorage(environment)).toThrow(SettingError);
    expect(() => readStorage(environment)).toThrow(/SCIM_STORAGE_ACCOUNT_URL/);
    expect(() => readStorage(environment)).not.toThrow(/secret/);
  });
});
