import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { SettingError } from './setting.ts';
import { readStorage } from './storage.ts';
import { uniflow } from '../../test/support/types.ts';

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
  test('has defaults for what may be left out', () => {
    const config = readConfig(least);
    expect(config).toMatchObject({
      storage: { connectionString: 'UseDevelopmentStorage=true' },
      signing: undefined,
      publicUrl: undefined,
      entraAuthority: 'https://login.microsoftonline.com',
      secretTokenDays: 730,
      accessTokenMinutes: 60,
      logRetentionDays: 90,
      managementApi: false,
      limits: {
        tenantRequestsPerSecond: 500,
        credentialRequestsPerSecond: 250,
        failedAuthenticationsPerMinute: 60,
      },
    });
    expect(Object.fromEntries(config.policies)).toEqual({
      [`${uniflow}:pin`]: { minLength: 4, maxLength: 16, alphabet: 'digits' },
      [`${uniflow}:cardRegistrationCode`]: { minLength: 1, maxLength: 64, alphabet: 'printable' },
      [`${uniflow}:cardNumber`]: { minLength: 1, maxLength: 128, alphabet: 'printable' },
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('takes white space for nothing', () => {
    expect(
      readConfig({ ...least, SCIM_PUBLIC_URL: '  ', SCIM_PIN_LENGTH: '', SCIM_STORAGE_ACCOUNT_URL: ' ' }),
    ).toEqual(readConfig(least));
  });

  test.each([
    ['https://scim.example.net', 'https://scim.example.net'],
    ['https://scim.example.net/', 'https://scim.example.net'],
    ['http://localhost:7071', 'http://localhost:7071'],
  ])('reads the public URL %s', (value, origin) => {
    expect(readConfig({ ...least, SCIM_PUBLIC_URL: value }).publicUrl).toBe(origin);
  });

  test.each([
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

  test('seals with the first key and opens with all', () => {
    const { current, keys } = ring(` new=${other} , k_1-A=${key} `);
    expect(current).toBe('new');
    expect([...keys.keys()]).toEqual(['new', 'k_1-A']);
    expect(keys.get('new')).toEqual(new Uint8Array(32).fill(2));
    expect(keys.get('k_1-A')).toEqual(new Uint8Array(32).fill(1));
  });

  test.each<[string, string | undefined]>([
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

describe('the signing keys', () => {
  const encoded = (privateKey: KeyObject, type: 'pkcs8' | 'sec1' = 'pkcs8') =>
    privateKey.export({ format: 'der', type }).toString('base64');
  const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const [first, second] = [p256(), p256()];
  const ring = (value: string) => readConfig({ ...least, SCIM_SIGNING_KEYS: value }).signing;

  test('sign with the first key and verify with all; without them no access token is issued', () => {
    const signing = ring(` new=${encoded(second)} , k_1-A=${encoded(first)} `);
    expect(signing?.current).toBe('new');
    expect(
      [...(signing?.keys ?? [])].map(([id, each]) => [
        id,
        each.type,
        each.equals(id === 'new' ? second : first),
      ]),
    ).toEqual([
      ['new', 'private', true],
      ['k_1-A', 'private', true],
    ]);
    for (const nothing of ['', ' ']) expect(ring(nothing)).toBeUndefined();
  });

  test.each<[string, string]>([
    ['one without id', encoded(first)],
    ['an empty entry', `k=${encoded(first)},`],
    ['an id twice', `k=${encoded(first)},k=${encoded(second)}`],
    ['a key of another form', `k=${encoded(first, 'sec1')}`],
    [
      'a public key',
      `k=${generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`,
    ],
    ['a key of another curve', `k=${encoded(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey)}`],
    ['a key of another kind', `k=${encoded(generateKeyPairSync('ed25519').privateKey)}`],
    ['an RSA key', `k=${encoded(generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey)}`],
    ['a cut key', `k=${encoded(first).slice(0, 100)}`],
    ['a sealing key', `k=${key}`],
    ['PEM', `k=-----BEGIN PRIVATE KEY-----`],
  ])('refuses %s, and never says the key', (_what, value) => {
    const message = refusal({ SCIM_SIGNING_KEYS: value });
    expect(message).toContain('SCIM_SIGNING_KEYS');
    expect(message).toContain('P-256');
    for (const entry of value.split(',')) expect(message).not.toContain(entry.slice(2, 42) || 'nothing');
  });
});

describe('numbers', () => {
  const numbers = [
    ['SCIM_ACCESS_TOKEN_MINUTES', 60, 360],
    ['SCIM_LOG_RETENTION_DAYS', 1, 3_650],
    ['SCIM_SECRET_TOKEN_DAYS', 1, 3_650],
    ['SCIM_TENANT_REQUESTS_PER_SECOND', 0, 1_000_000],
    ['SCIM_CREDENTIAL_REQUESTS_PER_SECOND', 0, 1_000_000],
    ['SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE', 0, 1_000_000],
  ] as const;
  const read = (name: string, value: string): number | undefined => {
    const { accessTokenMinutes, logRetentionDays, secretTokenDays, limits } = readConfig({
      ...least,
      [name]: value,
    });
    return {
      SCIM_ACCESS_TOKEN_MINUTES: accessTokenMinutes,
      SCIM_LOG_RETENTION_DAYS: logRetentionDays,
      SCIM_SECRET_TOKEN_DAYS: secretTokenDays,
      SCIM_TENANT_REQUESTS_PER_SECOND: limits.tenantRequestsPerSecond,
      SCIM_CREDENTIAL_REQUESTS_PER_SECOND: limits.credentialRequestsPerSecond,
      SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: limits.failedAuthenticationsPerMinute,
    }[name];
  };

  test.each(numbers)('%s is from %d to %d', (name, from, to) => {
    for (const number of [from, from + 1, to]) expect(read(name, ` ${number} `)).toBe(number);
    for (const wrong of [
      from - 1,
      to + 1,
      '1.5',
      '1e2',
      '0x10',
      '-0',
      'many',
      '90 days',
      '٣',
      '9'.repeat(30),
    ]) {
      const message = refusal({ [name]: String(wrong) });
      expect(message).toContain(name);
      expect(message).toContain(String(from));
      expect(message).toContain(String(to));
      if (String(wrong).length > 4) expect(message).not.toContain(String(wrong));
    }
  });

  test('a secret token may never end, if it is said so', () => {
    for (const never of ['never', 'NEVER', ' Never '])
      expect(readConfig({ ...least, SCIM_SECRET_TOKEN_DAYS: never }).secretTokenDays).toBeUndefined();
    expect(refusal({ SCIM_SECRET_TOKEN_DAYS: '0' })).toContain('never');
  });
});

describe('the management API', () => {
  test.each([
    ['on', true],
    [' ON ', true],
    ['off', false],
    ['', false],
  ])('%j: %j', (value, managementApi) => {
    expect(readConfig({ ...least, SCIM_MANAGEMENT_API: value }).managementApi).toBe(managementApi);
  });

  test.each(['true', '1', 'yes', 'onn', 'enabled'])(
    'refuses %j: nobody turns it on or off by mistake',
    (value) => {
      expect(refusal({ SCIM_MANAGEMENT_API: value })).toMatch(/^SCIM_MANAGEMENT_API must be "on" or "off"/);
    },
  );
});

describe('operators who sign in by Entra', () => {
  const [directory, clientId] = [
    '11111111-2222-3333-4444-555555555555',
    'AAAAAAAA-2222-3333-4444-555555555555',
  ];

  test('there are none unless both settings are there', () => {
    expect(readConfig(least).operators).toBeUndefined();
    const settings = { SCIM_CONSOLE_ENTRA_TENANT: directory, SCIM_CONSOLE_CLIENT_ID: clientId };
    expect(readConfig({ ...least, ...settings }).operators).toEqual({
      entraTenantId: directory,
      clientId: clientId.toLowerCase(),
    });
  });

  test('one of the two, or what is no GUID, is refused', () => {
    expect(refusal({ SCIM_CONSOLE_CLIENT_ID: clientId })).toContain('belong together');
    const settings = { SCIM_CONSOLE_ENTRA_TENANT: 'contoso.com', SCIM_CONSOLE_CLIENT_ID: clientId };
    expect(refusal(settings)).toBe('SCIM_CONSOLE_ENTRA_TENANT must be a GUID, as Entra shows it.');
  });
});

describe('the web console', () => {
  test('is off by default, and on if it is said so and the management API is on', () => {
    expect(readConfig(least).console).toBe(false);
    expect(readConfig({ ...least, SCIM_MANAGEMENT_API: 'on', SCIM_CONSOLE: 'on' }).console).toBe(true);
  });

  test('needs the management API, and says so', () => {
    expect(refusal({ SCIM_CONSOLE: 'on' })).toBe(
      'SCIM_CONSOLE is "on", and the console needs SCIM_MANAGEMENT_API to be "on", too.',
    );
  });
});

describe('single sign-on', () => {
  const azure = {
    SCIM_SEALING_KEYS: least.SCIM_SEALING_KEYS,
    SCIM_STORAGE_ACCOUNT_URL: 'https://a.table.core.windows.net',
    SCIM_SINGLE_SIGN_ON: 'on',
  };

  test('is off by default, and on if it is said so', () => {
    expect(readConfig(least).singleSignOn).toBe(false);
    expect(readConfig({ ...least, SCIM_SINGLE_SIGN_ON: 'on' }).singleSignOn).toBe(true);
  });

  test('in Azure needs the address of the service, so that no caller chooses for whom an assertion is', () => {
    expect(() => readConfig(azure)).toThrow('single sign-on needs SCIM_PUBLIC_URL');
    expect(readConfig({ ...azure, SCIM_PUBLIC_URL: 'https://print.example.com' }).singleSignOn).toBe(true);
  });
});

describe('the authority of Entra', () => {
  const authority = (value: string) => readConfig({ ...least, SCIM_ENTRA_AUTHORITY: value }).entraAuthority;

  test.each([
    ['https://login.microsoftonline.us', 'https://login.microsoftonline.us'],
    ['https://login.partner.microsoftonline.cn/', 'https://login.partner.microsoftonline.cn'],
    // For tests, on this machine.
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('is %s', (value, origin) => {
    expect(authority(value)).toBe(origin);
  });

  test.each([
    'login.microsoftonline.com',
    'https://login.microsoftonline.com/common',
    'https://login.microsoftonline.com?x',
    'ftp://login.microsoftonline.com',
    // Somebody on the way could replace the keys.
    'http://login.microsoftonline.com',
    'http://localhost.example.net',
  ])('refuses %s', (value) => {
    expect(refusal({ SCIM_ENTRA_AUTHORITY: value })).toContain('SCIM_ENTRA_AUTHORITY');
    expect(refusal({ SCIM_ENTRA_AUTHORITY: value })).not.toContain(value);
  });
});

describe('policies', () => {
  const pin = (environment: Readonly<Record<string, string>>) =>
    readConfig({ ...least, ...environment }).policies.get(`${uniflow}:pin`);

  test('are set by length and alphabet', () => {
    expect(pin({ SCIM_PIN_LENGTH: '6-8', SCIM_PIN_ALPHABET: 'alphanumeric' })).toEqual({
      minLength: 6,
      maxLength: 8,
      alphabet: 'alphanumeric',
    });
    expect(pin({ SCIM_PIN_LENGTH: '6' })).toEqual({ minLength: 6, maxLength: 6, alphabet: 'digits' });
  });

  test.each(['0', '0-4', '8-4', '4-', '-4', 'four', '4–8', '10000', '4-16-32'])(
    'refuse the length %s',
    (value) => {
      expect(refusal({ SCIM_PIN_LENGTH: value })).toContain('SCIM_PIN_LENGTH');
      expect(refusal({ SCIM_CARD_NUMBER_LENGTH: value })).toContain('SCIM_CARD_NUMBER_LENGTH');
    },
  );

  test.each(['hex', 'Digits', 'constructor'])('refuse the alphabet %s', (value) => {
    expect(refusal({ SCIM_PIN_ALPHABET: value })).toContain('SCIM_PIN_ALPHABET');
    expect(refusal({ SCIM_CARD_REGISTRATION_CODE_ALPHABET: value })).toContain(
      'SCIM_CARD_REGISTRATION_CODE_ALPHABET',
    );
  });
});

describe('readStorage', () => {
  const url = 'https://account.table.core.windows.net';

  test.each([
    'UseDevelopmentStorage=true',
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=a2V5;EndpointSuffix=core.windows.net',
    'TableEndpoint=https://a.table.core.windows.net;SharedAccessSignature=sv=x',
  ])('takes a connection string: %s', (connectionString) => {
    const padded = ` ${connectionString} `;
    expect(readStorage({ SCIM_STORAGE_CONNECTION_STRING: padded })).toEqual({ connectionString });
  });

  test.each(['garbage', 'AccountName=a;AccountKeySecret=hidden'])(
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

  test('takes an account URL, with a managed identity of its own or with a named one', () => {
    expect(readStorage({ SCIM_STORAGE_ACCOUNT_URL: url })).toEqual({
      accountUrl: `${url}/`,
      clientId: undefined,
    });
    expect(readStorage({ SCIM_STORAGE_ACCOUNT_URL: url, AZURE_CLIENT_ID: 'c' })).toEqual({
      accountUrl: `${url}/`,
      clientId: 'c',
    });
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['neither', {}],
    ['both', { SCIM_STORAGE_CONNECTION_STRING: 'AccountKey=secret', SCIM_STORAGE_ACCOUNT_URL: url }],
    ['what is no URL', { SCIM_STORAGE_ACCOUNT_URL: 'account' }],
  ])('refuses %s', (_what, environment) => {
    expect(() => readStorage(environment)).toThrow(SettingError);
    expect(() => readStorage(environment)).toThrow(/SCIM_STORAGE_ACCOUNT_URL/);
    expect(() => readStorage(environment)).not.toThrow(/secret/);
  });
});
