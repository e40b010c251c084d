import { describe, expect, test } from 'vitest';
import { checkMetadataHost, checkSingleSignOn, signInAddresses } from './singleSignOn.ts';
import { defaultSingleSignOn, type SingleSignOn } from './tenant.ts';
import { withInput, type TenantInput } from './tenantInput.ts';
import { tenantOf } from '../../test/support/tenants.ts';

const authority = 'https://login.microsoftonline.com';
const entraTenantId = '11111111-2222-3333-4444-555555555555';
const metadataUrl = `${authority}/${entraTenantId}/federationmetadata/2007-06/federationmetadata.xml?appid=1`;

function refusal(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

const check = (settings: Partial<SingleSignOn>) =>
  refusal(() => {
    checkSingleSignOn({ ...defaultSingleSignOn, ...settings }, { entraTenantId });
  });

describe('the settings of single sign-on', () => {
  test.each<[Partial<SingleSignOn>, string | undefined]>([
    [{}, undefined],
    [{ enabled: true, metadataUrl }, undefined],
    [{ enabled: true }, 'metadataUrlMissing'],
    ...[
      'http://login.microsoftonline.com/x',
      'https://u:p@login.microsoftonline.com/',
      'ftp://x/',
      'x',
      '',
    ].map((url): [Partial<SingleSignOn>, string] => [{ metadataUrl: url }, 'metadataUrlInvalid']),
    [{ metadataUrl: `${metadataUrl}#x` }, 'metadataUrlInvalid'],
    [{ metadataUrl: `${metadataUrl}${'x'.repeat(500)}` }, 'metadataUrlInvalid'],
    [{ metadataUrl: 'http://127.0.0.1:4000/x' }, undefined],
    ...['https://contoso.eu.example.net', 'urn:contoso:print', 'api://1234', 'spn:1234'].map(
      (realm): [Partial<SingleSignOn>, undefined] => [{ realm }, undefined],
    ),
    ...[
      'contoso',
      '/sso/contoso',
      '',
      'https://',
      'urn:a b',
      'urn:a\nb',
      'urn:<x>',
      `urn:${'a'.repeat(256)}`,
    ].map((realm): [Partial<SingleSignOn>, string] => [{ realm }, 'realmInvalid']),
    ...[5, 1_440].map((sessionMinutes): [Partial<SingleSignOn>, undefined] => [
      { sessionMinutes },
      undefined,
    ]),
    ...[4, 1_441, 60.5, Number.NaN].map((sessionMinutes): [Partial<SingleSignOn>, string] => [
      { sessionMinutes },
      'sessionMinutesInvalid',
    ]),
    [{ returnUrls: ['https://print.example.net/', 'http://localhost:3000/', 'http://[::1]:1/'] }, undefined],
    ...[
      'http://print.example.net/',
      'http://127.0.0.1.example.net/',
      'javascript:alert(1)',
      'https://u@print.example.net/',
      'https://print.example.net/?to=',
      'https://print.example.net/#x',
      '/console',
    ].map((url): [Partial<SingleSignOn>, string] => [{ returnUrls: [url] }, 'returnUrlInvalid']),
    [
      { returnUrls: Array.from({ length: 11 }, (_, index) => `https://print.example.net/${index}`) },
      'returnUrlsTooMany',
    ],
  ])('%j: %s', (settings, expected) => {
    expect(check(settings)).toBe(expected);
  });

  test('the metadata is fetched from Entra alone', () => {
    const checkHost = (url: string | undefined, origin = authority) =>
      refusal(() => {
        checkMetadataHost(origin, { metadataUrl: url });
      });
    expect(checkHost(metadataUrl)).toBeUndefined();
    expect(checkHost(undefined)).toBeUndefined();
    expect(checkHost(metadataUrl, 'https://login.partner.microsoftonline.cn')).toBe('metadataHostWrong');
    expect(checkHost('https://login.microsoftonline.com.example.net/x')).toBe('metadataHostWrong');
    expect(checkHost('https://login.microsoftonline.com:444/x')).toBe('metadataHostWrong');
  });

  test('are changed one by one, and stay on only with a directory', () => {
    const change = (tenant: ReturnType<typeof tenantOf>, input: TenantInput) => withInput(tenant, input);
    const off = tenantOf('contoso', [], { entraTenantId });
    const on = change(off, { singleSignOn: { enabled: true, metadataUrl } });
    expect(on.identityProvider.singleSignOn).toEqual({ ...defaultSingleSignOn, enabled: true, metadataUrl });
    expect(refusal(() => change(on, { settings: { entraTenantId: undefined } }))).toBe(
      'signInDirectoryMissing',
    );
    const longer = change(on, { singleSignOn: { sessionMinutes: 600 } });
    expect(longer.identityProvider.singleSignOn).toMatchObject({ enabled: true, sessionMinutes: 600 });
    expect(change(longer, { singleSignOn: { sessionMinutes: 600 } })).toBe(longer);
  });

  test('name one directory, whichever of the two is set last', () => {
    const another = '0a1b2c3d-0000-4000-8000-00000000000f';
    const code = 'metadataDirectoryWrong';
    const tenant = tenantOf('contoso', [], { entraTenantId: another });
    expect(refusal(() => withInput(tenant, { singleSignOn: { metadataUrl } }))).toBe(code);
    const both = { settings: { entraTenantId }, singleSignOn: { metadataUrl } };
    const set = withInput(tenant, both);
    expect(refusal(() => withInput(set, { settings: { entraTenantId: another } }))).toBe(code);
    // An older version has stored both: what has nothing to do with it can be changed.
    const { identityProvider } = set;
    const settings = { ...identityProvider.settings, entraTenantId: another };
    const old = { ...set, identityProvider: { ...identityProvider, settings } };
    expect(withInput(old, { displayName: 'Contoso' }).identityProvider.displayName).toBe('Contoso');
    expect(refusal(() => withInput(old, { singleSignOn: { enabled: true } }))).toBe(code);
  });

  test('take a metadata URL with the name of a domain for any directory', () => {
    const ofDomain = { metadataUrl: `${authority}/contoso.onmicrosoft.com/federationmetadata.xml?appid=1` };
    const tenant = tenantOf('contoso', [], { entraTenantId });
    expect(withInput(tenant, { singleSignOn: ofDomain }).identityProvider.singleSignOn).toMatchObject(
      ofDomain,
    );
  });

  test('have each return URL once, as a URL is written', () => {
    const { identityProvider } = withInput(tenantOf('contoso'), {
      singleSignOn: {
        returnUrls: ['HTTPS://Print.example.net', 'https://print.example.net/', 'https://a.net/x/../b'],
      },
    });
    expect(identityProvider.singleSignOn.returnUrls).toEqual([
      'https://print.example.net/',
      'https://a.net/b',
    ]);
  });

  test('the reply URL is fixed, and the realm is the sign-on URL unless it is set', () => {
    const origin = 'https://scim.example.net';
    expect(signInAddresses(origin, 'contoso', defaultSingleSignOn)).toEqual({
      realm: 'https://scim.example.net/sso/contoso',
      replyUrl: 'https://scim.example.net/sso/contoso/wsfed',
      signOnUrl: 'https://scim.example.net/sso/contoso',
    });
    expect(signInAddresses(origin, 'contoso', { realm: 'urn:contoso' }).realm).toBe('urn:contoso');
  });
});
