import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countKey } from '../../shared/store/keys.ts';
import type { Action, LogEntry } from '../../shared/store/logEntry.ts';
import { appendLogs } from '../../shared/store/logRow.ts';
import { defaultSettings, defaultSingleSignOn } from '../../shared/tenants/tenant.ts';
import { writeTenant } from '../../shared/tenants/tenantStore.ts';
import { noteUse } from '../../shared/tenants/lastUsed.ts';
import { startCommands, type Commands, type Result } from '../support/commands.ts';
import { operationId } from '../support/store.ts';
import { tenantOf } from '../support/tenants.ts';

let cli: Commands;

beforeAll(async () => {
  cli = await startCommands();
  await cli.users.createTable();
});
afterAll(() => cli.stop());

const aToken: unknown = expect.stringMatching(/^ufscim_[0-9A-Za-z]{36}$/);
const someTime: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
const entra = '0a1b2c3d-0000-4000-8000-00000000000f';

async function settingsOf(name: string) {
  return (await cli.stored(name)).identityProvider.settings;
}

/** Makes a tenant whose count says that it has so many users. */
async function pretendUsers(tenant: string, count: number): Promise<void> {
  await cli.users.upsertEntity({ partitionKey: tenant, rowKey: countKey, count });
}

async function store(tenant: ReturnType<typeof tenantOf>): Promise<void> {
  await writeTenant(cli.tenants, tenant, undefined, new AbortController().signal);
}

describe('tenant add', () => {
  test('--json: the tenant and its URL; provisioning is off, and no credential is there', async () => {
    const made = await cli.json('tenant', 'add', 'json', '--display-name', 'Jason & Co');
    expect(made).toEqual({
      tenant: 'json',
      tenantUrl: 'https://scim.example/scim/json',
      created: true,
      displayName: 'Jason & Co',
      providerType: 'WS-Federation',
      wsFederationType: 'Entra ID',
      provisioning: { enabled: false, since: someTime },
      singleSignOn: { ...defaultSingleSignOn, realm: null, metadataUrl: null },
      settings: { ...defaultSettings, pin: null, entraTenantId: null, logRetentionDays: null },
    });
    expect((await cli.stored('json')).secretTokens).toEqual([]);
  });

  test('for people: its identity provider, and the next step', async () => {
    const text = await cli.text('tenant', 'add', 'people');
    expect(text).toContain('Tenant "people" is added.');
    expect(text).toMatch(/Provisioning +off since/);
    expect(text).toContain('node dist/cli.js tenant enable people');
    expect(text).not.toContain('ufscim_');
  });

  test('refuses a tenant that is there, and changes nothing', async () => {
    await cli.json('tenant', 'add', 'twice');
    const before = await cli.stored('twice');
    expect(await cli.refusal('tenant', 'add', 'twice', '--display-name', 'Other')).toBe(
      'There is a tenant "twice" already.\n',
    );
    expect(await cli.stored('twice')).toEqual(before);
  });

  test.each([
    [['Not_A_Name'], "can't be a tenant's name"],
    [['x', '--display-name', 'a\u001b[31m'], 'A display name has 1 to 128 printable characters.'],
    [['x', '--external-id', 'perhaps'], 'Allowed choices are required, optional'],
    [['x', '--pin-length', '9-3'], 'the smaller first'],
    [['x', '--pin-length', '6', '--pin-default'], 'cannot be used with'],
    [['x', '--authentication', 'secretToken,password'], 'secretToken, clientCredentials'],
    [['x', '--authentication', 'entraToken'], 'say its Directory (tenant) ID as well'],
    [['x', '--entra-tenant', 'contoso'], 'The Directory (tenant) ID is a GUID'],
    [['x', '--log-retention', '0'], 'kept for 1 to 3650 days'],
    [
      ['x', '--single-sign-on', 'on'],
      'also needs --entra-tenant <Directory (tenant) ID> and --metadata-url "<App Federation Metadata URL>".',
    ],
    [['x', '--metadata-url', 'https://example.net/x'], 'must begin with https://login.microsoftonline.com/'],
    [['x', '--session-minutes', 'long'], 'It is a number of minutes.'],
    [['x', '--log-retention', 'long'], 'a number of days, or "default"'],
  ])('%j is refused in a sentence, and nothing is made', async (words, says) => {
    expect(await cli.refusal('tenant', 'add', ...words)).toContain(says);
    expect(await cli.refusal('tenant', 'show', words[0] ?? '')).toContain('There is no tenant');
  });
});

describe('tenant enable', () => {
  test('--json: the tenant URL and once its secret token', async () => {
    await cli.json('tenant', 'add', 'first');
    const made = await cli.json('tenant', 'enable', 'first', '--label', 'first', '--expires', '2099-12-31');
    expect(made).toMatchObject({
      tenant: 'first',
      tenantUrl: 'https://scim.example/scim/first',
      provisioning: { enabled: true, since: someTime },
      secretToken: aToken,
      token: {
        id: expect.any(String) as unknown,
        label: 'first',
        lastFour: String(made.secretToken).slice(-4),
        scope: 'provisioning',
        created: someTime,
        newest: true,
        expires: '2099-12-31T00:00:00.000Z',
        lastUsed: null,
        state: 'valid',
      },
    });
    expect((await cli.stored('first')).secretTokens).toHaveLength(1);
  });

  test('for people: URL and token, and what to do with them', async () => {
    await cli.json('tenant', 'add', 'shown-once');
    const text = await cli.text('tenant', 'enable', 'shown-once', '--expires', '2099-12-31');
    expect(text).toContain('Provisioning is on for the tenant "shown-once".');
    expect(text).toMatch(/Provisioning tenant URL +https:\/\/scim\.example\/scim\/shown-once\n/);
    expect(text).toMatch(/Provisioning secret token +ufscim_[0-9A-Za-z]{36}\n/);
    expect(text).toMatch(/Secret token expires +2099-12-31\n/);
    expect(text).toContain('shown this once. Paste both into Entra');
  });

  test('makes no tenant of a name that is not there: it proposes "add", and the name that was meant', async () => {
    await cli.json('tenant', 'add', 'fabrikam');
    expect(await cli.refusal('tenant', 'enable', 'fabricam')).toBe(
      'There is no tenant "fabricam". Did you mean "fabrikam"?\nTo add it:  node dist/cli.js tenant add fabricam\n',
    );
    expect(await cli.refusal('tenant', 'enable', 'quite-another')).toBe(
      'There is no tenant "quite-another".\nTo add it:  node dist/cli.js tenant add quite-another\n',
    );
    // What can be no tenant's name can't be added either.
    expect(await cli.refusal('tenant', 'enable', 'Fabrikam')).toBe(
      'There is no tenant "Fabrikam". Did you mean "fabrikam"?\n',
    );
  });

  test.each([
    ['tenant', 'show', 'fabricam'],
    ['tenant', 'disable', 'fabricam'],
    ['tenant', 'remove', 'fabricam', '--yes'],
    ['token', 'list', 'fabricam'],
    ['client', 'list', 'fabricam'],
    ['user', 'list', 'fabricam'],
    ['log', '--tenant', 'fabricam'],
  ])('%s %s proposes the name that was meant', async (...words) => {
    await cli.json('tenant', 'enable', 'fabrikam');
    expect(await cli.refusal(...words)).toBe('There is no tenant "fabricam". Did you mean "fabrikam"?\n');
  });

  test('shows no token where there is another way in', async () => {
    await cli.json('tenant', 'add', 'by-client');
    const { clientSecret } = await cli.json('client', 'add', 'by-client');
    expect(clientSecret).toBeDefined();
    const text = await cli.text('tenant', 'enable', 'by-client');
    expect(text).not.toContain('ufscim_');
    expect(text).toContain('node dist/cli.js client list by-client');
    await cli.json('tenant', 'add', 'no-way', '--authentication', 'clientCredentials');
    expect(await cli.text('tenant', 'enable', 'no-way')).toContain('node dist/cli.js client add no-way');
  });

  test.each([
    [['--expires', 'soon'], 'such as "90d"'],
    [['--expires', '2001-01-01'], 'a future date'],
    [['--label', ' '], 'A label has 1 to 64 printable characters.'],
  ])('%j is refused in a sentence, and provisioning stays off', async (words, says) => {
    await cli.run('tenant', 'add', 'stays-off');
    expect(await cli.refusal('tenant', 'enable', 'stays-off', ...words)).toContain(says);
    expect((await cli.stored('stays-off')).identityProvider.provisioning.enabled).toBe(false);
  });

  test.each([
    ['', 'http://localhost:7071/scim/local', 'Try it:'],
    ['https://prints.example', 'https://prints.example/scim/local2', 'Paste both into Entra'],
  ])('with SCIM_PUBLIC_URL "%s" the tenant URL is %s', async (SCIM_PUBLIC_URL, url, says) => {
    const name = url.slice(url.lastIndexOf('/') + 1);
    await cli.runWith({ SCIM_PUBLIC_URL }, 'tenant', 'add', name);
    const { stdout } = await cli.runWith({ SCIM_PUBLIC_URL }, 'tenant', 'enable', name);
    expect(stdout).toContain(`  ${url}\n`);
    expect(stdout).toContain(says);
  });
});

describe('the settings options', () => {
  test('set every setting, and what is left out stays', async () => {
    await cli.json('tenant', 'add', 'all');
    const words = ['--external-id', 'optional', '--card-number', 'shared', '--log-values', 'on'];
    await cli.json('tenant', 'set', 'all', ...words, '--pin-length', '6', '--log-retention', '30');
    await cli.json('tenant', 'set', 'all', '--group-name', 'shared');
    const authentication = [
      '--authentication',
      'entraToken, secretToken',
      '--entra-tenant',
      entra.toUpperCase(),
    ];
    const { settings } = await cli.json('tenant', 'set', 'all', ...authentication);
    const set = {
      externalIdRequired: false,
      pin: { minLength: 6, maxLength: 6, alphabet: 'digits' },
      cardNumberUnique: false,
      groupNameUnique: false,
      authentication: ['secretToken', 'entraToken'],
      entraTenantId: entra,
      logValues: true,
      logRetentionDays: 30,
    };
    expect(settings).toEqual(set);
    expect(await settingsOf('all')).toEqual(set);
  });

  test('go back to what the deployment says', async () => {
    await cli.json(
      'tenant',
      'add',
      'back',
      '--pin-length',
      '6',
      '--log-retention',
      '30',
      '--entra-tenant',
      entra,
    );
    const back = ['--pin-default', '--log-retention', 'default', '--entra-tenant', 'none'];
    await cli.json('tenant', 'set', 'back', ...back);
    expect(await settingsOf('back')).toEqual(defaultSettings);
  });

  test('a PIN length alone keeps the alphabet in force, and the other way round', async () => {
    const deployment = { SCIM_PIN_LENGTH: '5-7', SCIM_PIN_ALPHABET: 'alphanumeric' };
    const pin = async (...words: string[]) => {
      await cli.runWith(deployment, 'tenant', ...words);
      return (await settingsOf('pins')).pin;
    };
    expect(await pin('add', 'pins', '--pin-length', '4-16')).toEqual({
      minLength: 4,
      maxLength: 16,
      alphabet: 'alphanumeric',
    });
    expect(await pin('set', 'pins', '--pin-alphabet', 'digits')).toEqual({
      minLength: 4,
      maxLength: 16,
      alphabet: 'digits',
    });
    expect(await pin('set', 'pins', '--pin-length', '9')).toEqual({
      minLength: 9,
      maxLength: 9,
      alphabet: 'digits',
    });
  });

  test('without any, "set" says what it wants', async () => {
    await cli.json('tenant', 'add', 'unset');
    expect(await cli.refusal('tenant', 'set', 'unset')).toContain('Say what is to be changed.');
    expect(await cli.refusal('tenant', 'set', 'nobody', '--log-values', 'on')).toBe(
      'There is no tenant "nobody".\n',
    );
  });

  test('"set" does not make shared cards unique again', async () => {
    const name = 'cards-set';
    await cli.json('tenant', 'add', name, '--card-number', 'shared');
    expect(await cli.refusal('tenant', 'set', name, '--card-number', 'unique')).toContain(
      'Make a new tenant',
    );
    expect((await settingsOf(name)).cardNumberUnique).toBe(false);
  });

  test('for people they are shown in the words of the options', async () => {
    await cli.json('tenant', 'add', 'words');
    const text = await cli.text('tenant', 'set', 'words', '--pin-length', '4-8', '--card-number', 'shared');
    expect(text).toContain('Tenant "words" is set.');
    expect(text).toMatch(/PIN +4-8 digits\n/);
    expect(text).toMatch(/Card number +shared\n/);
    expect(text).toMatch(/Group name +unique\n/);
    expect(text).toMatch(/Directory \(tenant\) ID +none\n/);
    expect(text).toContain('within 30 seconds');
  });
});

describe('tenant enable and disable', () => {
  test('turn provisioning off and on; nothing else changes, and a repeat changes nothing', async () => {
    await cli.tenant('switch', '--display-name', 'Switch');
    const made = await cli.stored('switch');
    const off = await cli.json('tenant', 'disable', 'switch');
    expect(off).toEqual({ tenant: 'switch', provisioning: { enabled: false, since: someTime } });
    const disabled = await cli.stored('switch');
    expect(disabled).toEqual({
      ...made,
      identityProvider: { ...made.identityProvider, provisioning: off.provisioning },
    });
    await cli.json('tenant', 'disable', 'switch');
    expect(await cli.stored('switch')).toEqual(disabled);

    const on = await cli.json('tenant', 'enable', 'switch');
    expect(on).toMatchObject({ displayName: 'Switch', provisioning: { enabled: true } });
    expect(on).not.toHaveProperty('secretToken');
    expect((await cli.stored('switch')).secretTokens).toEqual(made.secretTokens);
  });

  test('"disable" says what it does, and how to undo it', async () => {
    await cli.json('tenant', 'add', 'quiet');
    const text = await cli.text('tenant', 'disable', 'quiet');
    expect(text).toContain('Within 30 seconds its clients are answered 403');
    expect(text).toContain('nothing is deleted');
    expect(text).toContain('node dist/cli.js tenant enable quiet');
    expect(await cli.refusal('tenant', 'disable', 'nobody')).toBe('There is no tenant "nobody".\n');
  });
});

describe('tenant list', () => {
  let own: Commands;

  beforeAll(async () => {
    own = await startCommands();
  });
  afterAll(() => own.stop());

  test('says how to begin where there is none', async () => {
    expect(await own.text('tenant', 'list')).toContain('node dist/cli.js tenant add <tenant>');
    expect(await own.json('tenant', 'list')).toEqual({ tenants: [] });
  });

  test('shows users, provisioning and the credentials that need attention', async () => {
    await own.tenant('fine', '--display-name', 'Fine Prints');
    await own.json('tenant', 'add', 'late');
    await own.json('tenant', 'enable', 'late', '--expires', '59d');
    await own.json('token', 'add', 'late', '--scope', 'read-only', '--expires', '61d');
    await own.json('tenant', 'disable', 'late');
    const past = tenantOf('past');
    const expired = (await own.stored('fine')).secretTokens.map((token) => ({
      ...token,
      expires: '2026-01-01T00:00:00.000Z',
    }));
    const signal = new AbortController().signal;
    await writeTenant(own.tenants, { ...past, secretTokens: expired }, undefined, signal);
    const leaving = { ...tenantOf('leaving'), removing: '2026-01-01T00:00:00.000Z' };
    await writeTenant(own.tenants, leaving, undefined, signal);
    await own.users.createTable();
    await own.users.createEntity({ partitionKey: 'fine', rowKey: countKey, count: 1_234 });

    const { tenants } = await own.json('tenant', 'list');
    expect(tenants).toMatchObject([
      { tenant: 'fine', displayName: 'Fine Prints', users: 1_234, removing: null },
      {
        tenant: 'late',
        provisioning: { enabled: false },
        credentials: { valid: 1, expiring: 1, expired: 0 },
      },
      { tenant: 'leaving', removing: '2026-01-01T00:00:00.000Z' },
      { tenant: 'past', users: 0, credentials: { valid: 0, expiring: 0, expired: 1 } },
    ]);
    const [, , , header, ...rows] = (await own.text('tenant', 'list')).split('\n');
    expect(header).toBe(
      '  TENANT   DISPLAY NAME  PROVISIONING   USERS  GROUPS  LAST SEEN (UTC)  REFUSED IN 24 H  CREDENTIALS',
    );
    expect(rows).toEqual([
      '  fine     Fine Prints   on              1234       0  never                          0  ok',
      '  late     late          off                0       0  never                          0  1 expires within 60 days',
      '  leaving  leaving       being removed      0       0  never                          0  none',
      '  past     past          on                 0       0  never                          0  1 expired',
      '',
    ]);
  });

  test('shows when a tenant was last seen, and what it was refused in 24 hours', async () => {
    const now = Date.now();
    const ago = (hours: number) => new Date(now - hours * 3_600_000);
    await noteUse(own.tenants, 'fine', 'a', ago(3));
    await noteUse(own.tenants, 'fine', 'b', ago(1));
    await noteUse(own.tenants, 'late', 'c', ago(24 * 9));
    const entry = (hours: number, action: Action): LogEntry => ({
      ...{ operationId: operationId(), at: ago(hours).getTime(), action, userId: 'u', externalId: undefined },
      ...{ changed: [], requestId: 'r', credential: { id: 'c', label: undefined } },
    });
    const partition = (tenant: string) => ({
      ...{ table: own.users, tenant, signal: AbortSignal.timeout(10_000) },
    });
    await appendLogs(partition('fine'), [entry(1, 'refused'), entry(23, 'refused'), entry(2, 'update')]);
    await appendLogs(partition('fine'), [entry(25, 'refused')]);

    const { tenants } = await own.json('tenant', 'list');
    expect(tenants).toMatchObject([
      { tenant: 'fine', lastSeen: ago(1).toISOString(), refusedIn24Hours: 2 },
      { tenant: 'late', lastSeen: ago(24 * 9).toISOString(), refusedIn24Hours: 0 },
      { tenant: 'leaving', lastSeen: null, refusedIn24Hours: 0 },
      { tenant: 'past', lastSeen: null, refusedIn24Hours: 0 },
    ]);
    const day = ago(1).toISOString().slice(0, 16).replace('T', ' ');
    expect(await own.text('tenant', 'list')).toMatch(new RegExp(`fine .* 1234 +0  ${day} +2  ok\n`));
  });

  const names = async (...words: readonly string[]) => {
    const { tenants } = await own.json('tenant', 'list', ...words);
    return (tenants as Result[]).map(({ tenant }) => tenant);
  };

  test.each([
    [['name=fine'], ['fine']],
    [['name=PRINTS'], ['fine']],
    [['provisioning=on'], ['fine', 'past']],
    [['provisioning=off'], ['late']],
    [['provisioning=removing'], ['leaving']],
    [['credentials=ok'], ['fine']],
    [['credentials=expiring'], ['late']],
    [['credentials=expired'], ['past']],
    [['credentials=none'], ['leaving', 'past']],
    [['quiet=2h'], ['late', 'leaving', 'past']],
    [['quiet=10d'], ['leaving', 'past']],
    [['refused=1'], ['fine']],
    [['refused=3'], []],
    [['provisioning=on', 'credentials=none'], ['past']],
  ])('--filter %j', async (conditions, expected) => {
    expect(await names(...conditions.flatMap((condition) => ['--filter', condition]))).toEqual(expected);
  });

  test.each([
    ['name', ['fine', 'late', 'leaving', 'past']],
    ['users', ['fine', 'late', 'leaving', 'past']],
    ['created', ['late', 'fine', 'leaving', 'past']],
    ['seen', ['leaving', 'past', 'late', 'fine']],
    ['refused', ['fine', 'late', 'leaving', 'past']],
  ])('--sort %s', async (order, expected) => {
    expect(await names('--sort', order)).toEqual(expected);
  });

  test('says of how many they are, and refuses in a sentence what it can not tell them by', async () => {
    expect(await own.text('tenant', 'list', '--filter', 'name=fine')).toContain('\n1 of 4 tenants\n');
    const none = await own.text('tenant', 'list', '--filter', 'name=nobody');
    expect(none).toContain('None of 4 tenants is such a one.');
    for (const wrong of ['fine', 'name=', 'provisioning=perhaps', 'quiet=long', 'users=7'])
      expect(await own.refusal('tenant', 'list', '--filter', wrong)).toContain('Such as name=contoso');
    expect(await own.refusal('tenant', 'list', '--sort', 'size')).toContain('Allowed choices are name,');
  });

  test('a row that is damaged hides no other, and is named', async () => {
    await own.tenants.createEntity({ partitionKey: 'tenants', rowKey: 'broken', format: 2, document: '{}' });
    const { stdout } = await own.run('tenant', 'list');
    expect(stdout).toContain(
      "the rows of these tenants can't be read, so their clients are refused: broken.",
    );
    expect(stdout).toContain('  fine ');
    const { stdout: line, stderr } = await own.run('tenant', 'list', '--json');
    expect(stderr).toContain('broken');
    expect((JSON.parse(line) as { tenants: unknown[] }).tenants).toHaveLength(4);
    const { code, stderr: shown } = await own.run('tenant', 'show', 'broken');
    expect({ code, shown }).toEqual({
      code: 1,
      shown: expect.stringContaining("A stored row can't be read") as unknown,
    });
  });
});

describe('tenant show', () => {
  test('shows the identity provider and every credential, and no hash', async () => {
    await cli.json('tenant', 'add', 'shown', '--display-name', 'Shown');
    const { secretToken } = await cli.json('tenant', 'enable', 'shown', '--expires', '30d');
    const client = await cli.json('client', 'add', 'shown', '--label', 'Entra');
    await cli.json(
      ...['client', 'federate', 'shown', '--label', 'Federated'],
      ...['--entra-tenant', entra, '--subject', entra, '--audience', 'api://scim'],
    );
    await pretendUsers('shown', 7);
    const [token] = (await cli.stored('shown')).secretTokens;
    const used = { partitionKey: 'used:shown', rowKey: token?.id ?? '', at: '2026-11-01T10:00:00.000Z' };
    await cli.tenants.createEntity(used);

    const [json, text] = await Promise.all([
      cli.json('tenant', 'show', 'shown'),
      cli.text('tenant', 'show', 'shown'),
    ]);
    expect(json).toMatchObject({
      tenant: 'shown',
      tenantUrl: 'https://scim.example/scim/shown',
      tokenEndpoint: 'https://scim.example/scim/shown/oauth2/token',
      displayName: 'Shown',
      providerType: 'WS-Federation',
      wsFederationType: 'Entra ID',
      removing: null,
      users: 7,
      secretTokens: [{ id: token?.id, state: 'expiring', lastUsed: '2026-11-01T10:00:00.000Z' }],
      clients: [{ id: client.clientId, label: 'Entra', secrets: [{ state: 'valid', lastUsed: null }] }],
      federatedCredentials: [{ label: 'Federated', entraTenantId: entra, audience: 'api://scim' }],
    });
    expect(text).toMatch(/Token endpoint +https:\/\/scim\.example\/scim\/shown\/oauth2\/token\n/);
    expect(text).toMatch(/Users +7\n/);
    expect(text).toMatch(
      /secret token +…\w{4} +provisioning +[\d-]{10} \d\d:\d\d +[\d-]{10} +2026-11-01 10:00 +expires in 30 days\n/,
    );
    expect(text).toContain(`Client ${String(client.clientId)} "Entra", provisioning`);
    expect(text).toMatch(/Federated credential [0-9a-f]{8} "Federated", provisioning/);
    for (const shown of [JSON.stringify(json), text]) {
      expect(shown).not.toContain(secretToken);
      expect(shown).not.toContain(client.clientSecret);
      expect(shown).not.toMatch(/[0-9a-f]{64}|sha256/);
    }
  });

  test('shows single sign-on, and what to enter in Entra', async () => {
    await cli.json('tenant', 'add', 'signs-in', '--entra-tenant', entra);
    const url = `https://login.microsoftonline.com/${entra}/federationmetadata/2007-06/federationmetadata.xml`;
    const set = await cli.run(
      ...['tenant', 'set', 'signs-in', '--single-sign-on', 'on', '--metadata-url', url],
      ...['--sign-in-match', 'userName', '--automatic-registration', 'on', '--session-minutes', '60'],
      ...['--return-url', 'https://a.example', '--return-url', 'https://b.example/x'],
    );
    expect(set.stdout).toContain('Attention: The metadata URL names no application (appid).');
    const shown = await cli.json('tenant', 'show', 'signs-in');
    expect(shown).toMatchObject({
      singleSignOn: {
        ...{ enabled: true, realm: null, metadataUrl: url, match: 'userName', automaticRegistration: true },
        ...{ sessionMinutes: 60, returnUrls: ['https://a.example/', 'https://b.example/x'] },
      },
      enterpriseApplication: { replyUrl: 'https://scim.example/sso/signs-in/wsfed' },
    });
    const text = await cli.text('tenant', 'show', 'signs-in');
    expect(text).toMatch(/Session +60 minutes\n/);
    expect(text).toMatch(/Reply URL +https:\/\/scim\.example\/sso\/signs-in\/wsfed\n/);
    await cli.text('tenant', 'set', 'signs-in', '--return-url', 'none', '--realm', 'urn:contoso');
    const changed = await cli.json('tenant', 'show', 'signs-in');
    expect(changed).toMatchObject({
      singleSignOn: { enabled: true, realm: 'urn:contoso', returnUrls: [] },
      enterpriseApplication: { identifier: 'urn:contoso' },
    });
  });

  test('says that a tenant is being removed, and how to go on', async () => {
    await store({ ...tenantOf('half'), removing: '2026-01-02T00:00:00.000Z' });
    const text = await cli.text('tenant', 'show', 'half');
    expect(text).toContain('Attention: its removal began on 2026-01-02');
    expect(text).toContain('node dist/cli.js tenant remove half');
    expect(await cli.refusal('tenant', 'set', 'half', '--log-values', 'on')).toContain('is being removed');
  });

  test.each(['nobody', "a' or PartitionKey ne '", '../demo'])('%j is no tenant', async (name) => {
    expect(await cli.refusal('tenant', 'show', name)).toBe(`There is no tenant "${name}".\n`);
  });
});
