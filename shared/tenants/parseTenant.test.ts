import { describe, expect, test } from 'vitest';
import { DamagedRow } from './fields.ts';
import { parseTenant } from './parseTenant.ts';
import { defaultSettings, defaultSingleSignOn, type Tenant } from './tenant.ts';
import { tenantOf } from '../../test/support/tenants.ts';

const created = '2026-01-01T00:00:00.000Z';
const expires = '2028-01-01T00:00:00.000Z';
const credential = { id: 'c', label: 'Label', created, expires };

/** A tenant that has everything. */
const full: Tenant = {
  name: 'demo',
  created,
  identityProvider: {
    displayName: 'Contoso “Zürich”',
    providerType: 'WS-Federation',
    wsFederationType: 'Entra ID',
    provisioning: { enabled: false, since: '2026-02-01T00:00:00.000Z' },
    singleSignOn: {
      enabled: true,
      realm: 'https://contoso.eu.example.net',
      metadataUrl: 'https://login.microsoftonline.com/contoso/federationmetadata.xml?appid=1',
      match: 'userName',
      automaticRegistration: true,
      sessionMinutes: 60,
      returnUrls: ['https://print.example.net/'],
    },
    settings: {
      externalIdRequired: false,
      pin: { minLength: 6, maxLength: 8, alphabet: 'alphanumeric' },
      cardNumberUnique: false,
      groupNameUnique: false,
      authentication: ['clientCredentials', 'entraToken'],
      entraTenantId: '11111111-2222-3333-4444-555555555555',
      logValues: true,
      logRetentionDays: 30,
    },
  },
  secretTokens: [
    { ...credential, scope: 'provisioning', sha256: '00' },
    { ...credential, expires: undefined, scope: 'read-only', sha256: '11' },
  ],
  clients: [
    {
      id: 'client',
      label: 'Client',
      created,
      scopes: ['provisioning', 'management'],
      secrets: [{ ...credential, sha256: '22' }],
    },
  ],
  federatedCredentials: [
    {
      ...credential,
      entraTenantId: '11111111-2222-3333-4444-555555555555',
      subject: '66666666-7777-8888-9999-000000000000',
      audience: 'api://scim',
      scopes: ['read-only'],
    },
  ],
  removing: '2026-03-01T00:00:00.000Z',
};

describe('parseTenant', () => {
  test('reads what was written', () => {
    expect(parseTenant(JSON.stringify(full))).toEqual(full);
    const plain = tenantOf('demo');
    expect(parseTenant(JSON.stringify(plain))).toEqual(plain);
  });

  test.each([true, false])(
    'reads a row of the first release, externalId required: %j',
    (externalIdRequired) => {
      const document = {
        name: 'demo',
        created,
        externalIdRequired,
        secretTokens: [
          { id: 'b', sha256: '11', created: '2026-01-02T00:00:00.000Z' },
          { id: 'a', sha256: '00', created },
        ],
      };
      expect(parseTenant(JSON.stringify(document))).toEqual({
        ...tenantOf('demo', [
          {
            id: 'b',
            sha256: '11',
            label: '2026-01-02',
            scope: 'provisioning',
            created: '2026-01-02T00:00:00.000Z',
            expires: undefined,
          },
          { id: 'a', sha256: '00', label: '2026-01-01', scope: 'provisioning', created, expires: undefined },
        ]),
        identityProvider: {
          displayName: 'demo',
          providerType: 'WS-Federation',
          wsFederationType: 'Entra ID',
          provisioning: { enabled: true, since: created },
          singleSignOn: defaultSingleSignOn,
          settings: { ...defaultSettings, externalIdRequired },
        },
      });
    },
  );

  test('reads a row of the release before single sign-on', () => {
    const { singleSignOn, ...identityProvider } = full.identityProvider;
    const read = parseTenant(JSON.stringify({ ...full, identityProvider }));
    expect(read.identityProvider).toEqual({ ...identityProvider, singleSignOn: defaultSingleSignOn });
    expect(singleSignOn.enabled).toBe(true);
  });

  test('leaves out a secret token whose scope it does not know, and keeps the others', () => {
    const [first, ...others] = full.secretTokens;
    const document = JSON.stringify({
      ...full,
      secretTokens: [{ ...first, scope: 'everything' }, ...others],
    });
    expect(parseTenant(document)).toEqual({ ...full, secretTokens: others });
  });

  test('leaves out a way of authentication and a scope of a client that it does not know', () => {
    const document = JSON.stringify(full)
      .replace('["clientCredentials","entraToken"]', '["clientCredentials","telepathy"]')
      .replace('["provisioning","management"]', '["provisioning","everything"]');
    const read = parseTenant(document);
    expect(read.identityProvider.settings.authentication).toEqual(['clientCredentials']);
    expect(read.clients[0]?.scopes).toEqual(['provisioning']);
  });

  test('takes no member of a prototype for one of the row', () => {
    expect(() => parseTenant('{"__proto__":{"name":"demo"}}')).toThrow(DamagedRow);
    const read = parseTenant(JSON.stringify(full).replace('{', '{"__proto__":{"isAdministrator":true},'));
    expect(read).toEqual(full);
  });

  /** The tenant with one member replaced, by the way to it; left out where the value is undefined. */
  function damaged(path: string, value: unknown): string {
    const copy = JSON.parse(JSON.stringify(full)) as Record<string, unknown>;
    const names = path.split('.');
    const last = names.pop() ?? '';
    const holder = names.reduce((object, name) => object[name] as Record<string, unknown>, copy);
    holder[last] = value;
    return JSON.stringify(copy);
  }

  const provider = 'identityProvider';
  const settings = `${provider}.settings`;
  const singleSignOn = `${provider}.singleSignOn`;
  test.each([
    ...['name', 'created', 'identityProvider.displayName'].flatMap((path) =>
      [undefined, null, 1, {}, ['demo']].map((value) => [path, value]),
    ),
    ...[provider, `${provider}.provisioning`, settings].flatMap((path) =>
      ['x', 1, [], true].map((value) => [path, value]),
    ),
    ...[undefined, null].flatMap((value) => [
      [provider, value],
      [`${provider}.provisioning`, value],
      [settings, value],
    ]),
    ...[
      `${provider}.provisioning.enabled`,
      `${settings}.externalIdRequired`,
      `${settings}.cardNumberUnique`,
      `${settings}.logValues`,
      `${singleSignOn}.enabled`,
      `${singleSignOn}.automaticRegistration`,
    ].flatMap((path) => [undefined, null, 'true', 1].map((value) => [path, value])),
    ...['secretTokens', `${settings}.authentication`, 'clients.0.secrets', 'clients.0.scopes'].flatMap(
      (path) => [undefined, null, {}, 'secretToken', [null], [1], [[]]].map((value) => [path, value]),
    ),
    ...['clients', 'federatedCredentials'].flatMap((path) =>
      [{}, 'x', [null], ['x'], [{}]].map((value) => [path, value]),
    ),
    ...[
      'secretTokens.1.id',
      'secretTokens.0.created',
      'secretTokens.0.sha256',
      'clients.0.id',
      'clients.0.label',
      'clients.0.created',
      'clients.0.secrets.0.id',
      'clients.0.secrets.0.created',
      'clients.0.secrets.0.sha256',
      'federatedCredentials.0.id',
      'federatedCredentials.0.created',
      'federatedCredentials.0.entraTenantId',
      'federatedCredentials.0.subject',
      'federatedCredentials.0.audience',
      'federatedCredentials.0.scopes',
    ].flatMap((path) => [undefined, null, 7, { $ne: null }].map((value) => [path, value])),
    ...[
      'secretTokens.0.expires',
      'secretTokens.0.label',
      'clients.0.secrets.0.expires',
      'removing',
      `${settings}.entraTenantId`,
    ].flatMap((path) => [1, {}, [], true].map((value) => [path, value])),
    ...[1, ['provisioning']].map((value) => ['secretTokens.0.scope', value]),
    ...['digits', 4, []].map((value) => [`${settings}.pin`, value]),
    ...[undefined, 'hex', 1].map((value) => [`${settings}.pin.alphabet`, value]),
    ...[`${settings}.pin.minLength`, `${settings}.pin.maxLength`].flatMap((path) =>
      [undefined, null, '4', 0, -1, 1.5].map((value) => [path, value]),
    ),
    ...['30', 0, -1, 1.5, {}].map((value) => [`${settings}.logRetentionDays`, value]),
    ...['realm', 'metadataUrl'].map((name) => [`${singleSignOn}.${name}`, 1]),
    ...[undefined, null, 'email', 1].map((value) => [`${singleSignOn}.match`, value]),
    ...[undefined, null, '60', 0, 1.5].map((value) => [`${singleSignOn}.sessionMinutes`, value]),
    ...[undefined, null, 'https://print.example.net', [1]].map((value) => [
      `${singleSignOn}.returnUrls`,
      value,
    ]),
    ...['on', 1, [], true].map((value) => [singleSignOn, value]),
  ])('with %s %j it is damaged, and accepts nobody', (path, value) => {
    const read = () => parseTenant(damaged(path as string, value));
    expect(read).toThrow(DamagedRow);
    // The message may be shown: it holds nothing of the row.
    expect(read).not.toThrow(/11111111|Contoso|api:/);
  });

  test.each(['', 'null', '[]', '"demo"', '1', '{', '{"name":"secret', 'undefined'])('%j is none', (json) => {
    const read = () => parseTenant(json);
    expect(read).toThrow(DamagedRow);
    expect(read).not.toThrow(/secret/);
  });
});
