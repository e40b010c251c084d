import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTable } from '../../../shared/store/tables.ts';
import type { Client } from '../../support/client.ts';
import { managementToken, managerOf, startManaged, tenantToken } from '../../support/manage.ts';
import type { RunningService } from '../../support/service.ts';
import { madeTenant } from '../../support/tenants.ts';

let service: RunningService;
let manager: Client;

beforeAll(async () => {
  service = await startManaged({
    SCIM_PUBLIC_URL: 'https://print.example.net',
    SCIM_SINGLE_SIGN_ON: 'on',
  });
  manager = managerOf(service, (await managementToken(service)).token);
  const table = await openTable(service, 'scimTenants');
  for (const name of ['b', 'a', 'd', 'c']) await madeTenant(table, name);
});
afterAll(() => service.stop());

const names = (tenants: unknown) => (tenants as { name: string }[]).map(({ name }) => name);

describe('the list of tenants', () => {
  test('is in the order of their names, in pages', async () => {
    const pages: string[][] = [];
    for (let after: string | undefined = ''; after !== undefined;) {
      const { body } = await manager.send('GET', `/tenants?count=2&after=${after}`);
      pages.push(names(body.tenants));
      after = body.next as string | undefined;
    }
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['demo']]);
  });

  test('has no next page where it ends with the last tenant', async () => {
    const { body } = await manager.send('GET', '/tenants?count=5');
    expect({ count: names(body.tenants).length, next: body.next }).toEqual({ count: 5, next: undefined });
  });

  test('goes on behind a tenant that has gone', async () => {
    expect(names((await manager.send('GET', '/tenants?after=bb')).body.tenants)).toEqual(['c', 'd', 'demo']);
  });

  test('leaves out a row that can not be read, and the operator is told', async () => {
    const table = await openTable(service, 'scimTenants');
    const row = { partitionKey: 'tenants', rowKey: 'bad' };
    await table.createEntity({ ...row, format: 2, document: '{}' });
    expect(names((await manager.send('GET', '/tenants')).body.tenants)).toEqual(['a', 'b', 'c', 'd', 'demo']);
    expect(service.log()).toMatch(/"event":"damagedTenant".*"tenant":"bad"/);
    await table.deleteEntity(row.partitionKey, row.rowKey);
  });
});

describe('a tenant', () => {
  test('is what the deployment has it be where nothing is said', async () => {
    const { body } = await manager.send('POST', '/tenants', { name: 'plain' });
    const [token] = (body.tenant as { secretTokens: { label: string; created: string; expires: string }[] })
      .secretTokens;
    expect(body.tenant).toMatchObject({
      displayName: 'plain',
      tenantUrl: 'https://print.example.net/scim/plain',
      providerType: 'WS-Federation',
      wsFederationType: 'Entra ID',
      settings: {
        externalIdRequired: true,
        pin: null,
        cardNumberUnique: true,
        authentication: ['secretToken', 'clientCredentials', 'workloadIdentity'],
        entraTenantId: null,
        logValues: false,
        logRetentionDays: null,
      },
    });
    const days = (Date.parse(token?.expires ?? '') - Date.parse(token?.created ?? '')) / 86_400_000;
    // The clock is read for each of the two.
    expect(Math.round(days)).toBe(730);
  });

  test('is shown to its own credential as to the deployment', async () => {
    const own = managerOf(service, await tenantToken(service, 'a', 'management'));
    const [mine, theirs] = [await own.send('GET', '/tenants/a'), await manager.send('GET', '/tenants/a')];
    expect(mine.body.name).toBe('a');
    expect(Object.keys(mine.body)).toEqual(Object.keys(theirs.body));
  });
});

describe('a change', () => {
  const path = '/tenants/b';
  const change = async (body: unknown) => (await manager.send('PATCH', path, body)).body;

  test('changes what it names and nothing else, and null is the default', async () => {
    const pin = { minLength: 6, maxLength: 6, alphabet: 'digits' };
    const entraTenantId = '00000000-0000-0000-0000-000000000001';
    const changed = await change({
      displayName: 'Bravo',
      settings: {
        ...{ pin, entraTenantId, logRetentionDays: 30, logValues: true, externalIdRequired: false },
        authentication: ['secretToken', 'entraToken'],
      },
    });
    expect(changed).toMatchObject({
      displayName: 'Bravo',
      settings: {
        ...{ pin, entraTenantId, logRetentionDays: 30, logValues: true, externalIdRequired: false },
        ...{ authentication: ['secretToken', 'entraToken'], cardNumberUnique: true },
      },
    });
    expect(await change({ settings: { logRetentionDays: null } })).toMatchObject({
      displayName: 'Bravo',
      settings: { ...(changed.settings as object), logRetentionDays: null },
    });
    const nothing = { pin: null, entraTenantId: null, logValues: null, externalIdRequired: null };
    expect(
      await change({
        displayName: null,
        settings: { ...nothing, authentication: null, cardNumberUnique: null },
      }),
    ).toMatchObject({
      displayName: 'b',
      settings: {
        ...{ pin: null, entraTenantId: null, logValues: false, externalIdRequired: true },
        ...{ cardNumberUnique: true, logRetentionDays: null },
        authentication: ['secretToken', 'clientCredentials', 'workloadIdentity'],
      },
    });
  });

  test('of nothing is none', async () => {
    const before = (await manager.send('GET', path)).body;
    expect(await change({})).toEqual(before);
  });

  test('takes back what was read', async () => {
    const before = (await manager.send('GET', path)).body;
    expect(await change({ settings: before.settings })).toEqual(before);
  });

  test('that contradicts itself is refused', async () => {
    const { status, body } = await manager.send('PATCH', path, {
      settings: { authentication: ['entraToken'] },
    });
    expect({ status, detail: body.detail }).toEqual({
      status: 400,
      detail: expect.stringContaining("Entra's own tokens") as string,
    });
  });

  test('lets cards be shared, and not be unique again', async () => {
    const shared = { settings: { cardNumberUnique: false } };
    const unique = { settings: { cardNumberUnique: true } };
    expect((await manager.send('PATCH', path, shared)).status).toBe(200);
    expect((await manager.send('PATCH', path, unique)).status).toBe(409);
  });
});

describe('single sign-on', () => {
  const path = '/tenants/c';
  const entraTenantId = '00000000-0000-0000-0000-000000000001';
  const metadataUrl = `https://login.microsoftonline.com/${entraTenantId}/federationmetadata/2007-06/federationmetadata.xml?appid=1`;
  const byDefault = {
    ...{ enabled: false, realm: null, metadataUrl: null, match: 'externalId' },
    ...{ automaticRegistration: false, sessionMinutes: 480, returnUrls: [] },
  };

  test('is off, and says what to enter in Entra', async () => {
    expect((await manager.send('GET', path)).body).toMatchObject({
      singleSignOn: byDefault,
      enterpriseApplication: {
        identifier: 'https://print.example.net/sso/c',
        replyUrl: 'https://print.example.net/sso/c/wsfed',
        signOnUrl: 'https://print.example.net/sso/c',
      },
    });
  });

  test('is set up, changed and taken back', async () => {
    const wanted = {
      ...{ enabled: true, realm: 'urn:contoso:print', metadataUrl, match: 'userName' },
      ...{ automaticRegistration: true, sessionMinutes: 60, returnUrls: ['https://app.example.net/'] },
    };
    const { body: on } = await manager.send('PATCH', path, {
      singleSignOn: wanted,
      settings: { entraTenantId },
    });
    expect(on).toMatchObject({
      singleSignOn: wanted,
      enterpriseApplication: { identifier: 'urn:contoso:print' },
    });
    expect((await manager.send('PATCH', path, { singleSignOn: on.singleSignOn })).body).toEqual(on);
    const { body: less } = await manager.send('PATCH', path, { singleSignOn: { sessionMinutes: null } });
    expect(less.singleSignOn).toEqual({ ...wanted, sessionMinutes: 480 });
    const nothing = Object.fromEntries(Object.keys(byDefault).map((name) => [name, null]));
    const { body: off } = await manager.send('PATCH', path, {
      singleSignOn: { ...nothing, match: byDefault.match },
    });
    expect(off.singleSignOn).toEqual(byDefault);
  });

  test.each([
    [{ enabled: true }, 'needs the App Federation Metadata URL'],
    [
      { metadataUrl: 'https://example.net/metadata.xml' },
      'must begin with https://login.microsoftonline.com/',
    ],
    [{ sessionMinutes: 4 }, '/singleSignOn/sessionMinutes is not what it must be.'],
    [{ returnUrls: ['http://example.net/'] }, 'A return URL is an https address'],
    [{ replyUrl: 'https://example.net/' }, 'must not have a member "replyUrl"'],
  ])('%j is refused', async (singleSignOn, detail) => {
    const { status, body } = await manager.send('PATCH', path, { singleSignOn });
    expect({ status, detail: body.detail }).toEqual({
      status: 400,
      detail: expect.stringContaining(detail) as string,
    });
  });

  test('refuses the metadata URL of another directory', async () => {
    const { status, body } = await manager.send('PATCH', path, {
      ...{
        singleSignOn: { metadataUrl },
        settings: { entraTenantId: '00000000-0000-0000-0000-000000000002' },
      },
    });
    expect([status, body.code]).toEqual([400, 'metadataDirectoryWrong']);
  });

  test('is set up with a new tenant', async () => {
    const singleSignOn = { enabled: true, metadataUrl };
    const { body } = await manager.send('POST', '/tenants', {
      ...{ name: 'signs-in', settings: { entraTenantId }, singleSignOn },
    });
    expect(body.tenant).toMatchObject({ singleSignOn: { ...byDefault, ...singleSignOn } });
  });
});
