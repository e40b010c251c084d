import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashSecretToken, looksLikeClientSecret } from '../../shared/tenants/credential.ts';
import { noteUse } from '../../shared/tenants/lastUsed.ts';
import { startCommands, type Commands } from '../support/commands.ts';

let cli: Commands;
let serial = 0;
let name: string;

beforeAll(async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  cli = await startCommands({ SCIM_SIGNING_KEYS: `k=${key}` });
});
afterAll(() => cli.stop());
beforeEach(async () => {
  name = `c${(serial += 1)}`;
  await cli.tenant(name);
});

const day = 24 * 3_600_000;
const guid = '0a1b2c3d-0000-4000-8000-00000000000f';
const other = '0a1b2c3d-0000-4000-8000-00000000000e';
const clients = async () => (await cli.stored(name)).clients;

function daysTo(time: string | undefined): number {
  return Math.round((Date.parse(time ?? '') - Date.now()) / day);
}

describe('client add', () => {
  test('--json: all that Entra is told, the secret once; only its hash is stored', async () => {
    const made = await cli.json('client', 'add', name, '--label', 'Entra', '--days', '400');
    const [client] = await clients();
    const [secret] = client?.secrets ?? [];
    expect(made).toEqual({
      tenant: name,
      tenantUrl: `https://scim.example/scim/${name}`,
      tokenEndpoint: `https://scim.example/scim/${name}/oauth2/token`,
      clientId: client?.id,
      clientSecret: expect.any(String) as unknown,
      secretId: secret?.id,
      expires: secret?.expires,
      label: 'Entra',
      scopes: ['provisioning'],
    });
    expect(looksLikeClientSecret(String(made.clientSecret))).toBe(true);
    expect(secret?.sha256).toBe(hashSecretToken(String(made.clientSecret)));
    expect(daysTo(secret?.expires)).toBe(400);
  });

  test('for people: what to paste into Entra', async () => {
    const text = await cli.text('client', 'add', name);
    const [client] = await clients();
    expect(text).toMatch(/Token endpoint +https:\/\/scim\.example\/scim\/\w+\/oauth2\/token\n/);
    expect(text).toMatch(new RegExp(`Client id +${client?.id ?? '-'}\n`));
    expect(text).toMatch(/Client secret +ufscimc_[0-9A-Za-z]{36}\n/);
    expect(text).toContain('The client secret is shown this once');
    expect(text).toContain('OAuth2 client credentials grant');
    expect(daysTo(client?.secrets[0]?.expires)).toBe(730);
  });

  test.each([
    [['--scope', 'read-only'], ['read-only']],
    [
      ['--scope', 'read-only, provisioning'],
      ['provisioning', 'read-only'],
    ],
    [
      ['--scope', 'management', '--scope', 'read-only,management'],
      ['read-only', 'management'],
    ],
  ])('%j are its scopes', async (words, scopes) => {
    expect(await cli.json('client', 'add', name, ...words)).toMatchObject({ scopes });
    expect((await clients())[0]?.scopes).toEqual(scopes);
  });

  test('warns where no access token is issued: no signing key, or a way that is not accepted', async () => {
    const { code, stdout } = await cli.runWith({ SCIM_SIGNING_KEYS: '' }, 'client', 'add', name);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'Attention: there is no SCIM_SIGNING_KEYS in the settings that this command sees',
    );
    expect(stdout).toContain('node dist/cli.js key new signing');
    expect(stdout).not.toContain('does not accept');

    await cli.json('tenant', 'set', name, '--authentication', 'secretToken');
    const closed = await cli.text('client', 'add', name);
    expect(closed).toContain(`Attention: "${name}" does not accept clientCredentials`);
    expect(closed).toContain(`tenant set ${name} --authentication secretToken,clientCredentials`);
    expect(closed).not.toContain('SCIM_SIGNING_KEYS');
  });

  test.each([
    [['--days', '364'], 'from 365 to 1095'],
    [['--days', '1096'], 'from 365 to 1095'],
    [['--scope', 'everything'], 'Scopes are provisioning, read-only, management'],
    [['--scope', ''], 'Scopes are provisioning, read-only, management'],
    [['--label', ''], 'A label has 1 to 64 printable characters.'],
  ])('%j is refused, and nothing is made', async (words, says) => {
    expect(await cli.refusal('client', 'add', name, ...words)).toContain(says);
    expect(await clients()).toEqual([]);
  });

  test('for nobody is refused', async () => {
    expect(await cli.refusal('client', 'add', 'nobody')).toBe('There is no tenant "nobody".\n');
  });
});

describe('client secret', () => {
  test('add gives one more beside the others, with the same client id', async () => {
    const first = await cli.json('client', 'add', name);
    const clientId = String(first.clientId);
    const second = await cli.json(
      ...['client', 'secret', 'add', name, clientId.slice(0, 8)],
      ...['--label', '2027', '--days', '365'],
    );
    expect(second).toMatchObject({ tenant: name, clientId, label: '2027' });
    expect(second.clientSecret).not.toBe(first.clientSecret);
    const [client] = await clients();
    expect(client?.secrets.map(({ id }) => id)).toEqual([second.secretId, first.secretId]);
    expect(daysTo(client?.secrets[0]?.expires)).toBe(365);
    const text = await cli.text('client', 'secret', 'add', name, clientId);
    expect(text).toContain(`The client "client" of "${name}" has a new secret.`);
    expect(text).toContain('go on working');
  });

  test('is rotated: the one in use stays, however often that is repeated', async () => {
    const { clientId, secretId } = await cli.json('client', 'add', name);
    await noteUse(cli.tenants, name, String(secretId), new Date());
    const rotate = ['client', 'secret', 'rotate', name, String(clientId)];
    const ids = async () => (await clients())[0]?.secrets.map(({ id }) => id);
    await cli.json(...rotate);
    const { secretId: second } = await cli.json(...rotate);
    expect(await ids()).toEqual([second, secretId]);
    const { secretId: third } = await cli.json(...rotate, '--revoke-others');
    expect(await ids()).toEqual([third]);
  });

  test('a sixth is refused', async () => {
    const { clientId } = await cli.json('client', 'add', name);
    const add = ['client', 'secret', 'add', name, String(clientId)];
    for (let n = 2; n <= 5; n += 1) await cli.json(...add);
    expect(await cli.refusal(...add)).toBe(
      '5 secrets of this client work already. Rotate them, or revoke one.\n',
    );
  });

  test('revoke ends one; that it was the last is said apart', async () => {
    const { clientId, secretId } = await cli.json('client', 'add', name);
    const second = await cli.json('client', 'secret', 'add', name, String(clientId));
    const revoke = (id: unknown) => ['client', 'secret', 'revoke', name, String(clientId), String(id)];
    const text = await cli.text(...revoke(String(secretId).slice(0, 8)));
    expect(text).toContain(`The secret ${String(secretId)} is revoked. Within 30 seconds`);
    expect(text).not.toContain('Attention');
    expect((await clients())[0]?.secrets.map(({ id }) => id)).toEqual([second.secretId]);
    expect(await cli.refusal(...revoke(secretId))).toContain('There is no secret whose id begins');
    const last = await cli.run(...revoke(second.secretId), '--json');
    expect(JSON.parse(last.stdout)).toEqual({ tenant: name, clientId, revoked: second.secretId });
    expect(last.stderr).toContain('has no secret left');
    expect(await cli.text('client', 'list', name)).toContain('"client", provisioning: no secret.');
  });

  test('of an unknown client says so', async () => {
    expect(await cli.refusal('client', 'secret', 'add', name, guid)).toContain('There is no client whose id');
  });
});

describe('client federate', () => {
  const words = ['--entra-tenant', guid.toUpperCase(), '--subject', other, '--audience', 'api://scim'];

  test('--json: the client id is the subject, and there is no secret', async () => {
    const made = await cli.json('client', 'federate', name, ...words, '--label', 'WIF', '--expires', '90d');
    const [record] = (await cli.stored(name)).federatedCredentials;
    expect(record).toMatchObject({ entraTenantId: guid, subject: other, audience: 'api://scim' });
    expect(daysTo(record?.expires)).toBe(90);
    expect(made).toMatchObject({
      tenant: name,
      tokenEndpoint: `https://scim.example/scim/${name}/oauth2/token`,
      clientId: other,
      federatedCredential: { id: record?.id, label: 'WIF', scopes: ['provisioning'], state: 'valid' },
    });
  });

  test('for people: what to tell Entra; it does not expire unless it is said', async () => {
    const text = await cli.text('client', 'federate', name, ...words);
    expect(text).toContain('There is no secret.');
    expect(text).toMatch(new RegExp(`Client id +${other}\n`));
    expect(text).toMatch(/Expires +never\n/);
    expect(text).toContain('workload identity federation');
    await cli.json('tenant', 'set', name, '--authentication', 'secretToken');
    await cli.json('client', 'remove', name, String((await cli.stored(name)).federatedCredentials[0]?.id));
    expect(await cli.text('client', 'federate', name, ...words)).toContain(
      'does not accept workloadIdentity',
    );
  });

  test.each([
    [['--entra-tenant', 'contoso', '--subject', other, '--audience', 'a'], 'are GUIDs'],
    [['--entra-tenant', guid, '--subject', other, '--audience', ''], 'An audience has 1 to 256'],
    [['--entra-tenant', guid, '--subject', other], "required option '--audience <text>' not specified"],
  ])('%j is refused', async (wrong, says) => {
    expect(await cli.refusal('client', 'federate', name, ...wrong)).toContain(says);
  });

  test('the same subject twice is refused', async () => {
    await cli.json('client', 'federate', name, ...words);
    expect(await cli.refusal('client', 'federate', name, ...words)).toContain('with this subject already');
  });
});

describe('client list and remove', () => {
  test('list shows clients, secrets and federated credentials, and no secret or hash', async () => {
    const made = await cli.json('client', 'add', name, '--label', 'Entra', '--scope', 'read-only');
    await cli.json(
      ...['client', 'federate', name, '--label', 'WIF', '--entra-tenant', guid],
      ...['--subject', other, '--audience', 'api://scim'],
    );
    const at = '2026-11-02T10:00:00.000Z';
    await cli.tenants.createEntity({ partitionKey: `used:${name}`, rowKey: String(made.secretId), at });
    const json = await cli.json('client', 'list', name);
    expect(json).toMatchObject({
      tenant: name,
      clients: [{ id: made.clientId, label: 'Entra', secrets: [{ id: made.secretId, lastUsed: at }] }],
      federatedCredentials: [{ label: 'WIF', subject: other, lastUsed: null }],
    });
    const text = await cli.text('client', 'list', name);
    expect(text).toContain(`Client ${String(made.clientId)} "Entra", read-only`);
    expect(text).toMatch(
      /[0-9a-f]{8} +Entra +…\w{4} +[\d-]{10} \d\d:\d\d +[\d-]{10} +2026-11-02 10:00 +valid\n/,
    );
    expect(text).toMatch(/Federated credential [0-9a-f]{8} "WIF", provisioning/);
    expect(text).toMatch(/Audience +api:\/\/scim\n/);
    for (const shown of [text, JSON.stringify(json)]) {
      expect(shown).not.toContain(made.clientSecret);
      expect(shown).not.toMatch(/[0-9a-f]{64}|sha256/);
    }
  });

  test('list says that there is none', async () => {
    expect(await cli.text('client', 'list', name)).toBe('\nClients: none.\n');
  });

  test('remove takes a client or a federated credential by the beginning of its id', async () => {
    const kept = await cli.json('client', 'add', name);
    const { clientId } = await cli.json('client', 'add', name);
    const text = await cli.text('client', 'remove', name, String(clientId).slice(0, 8));
    expect(text).toContain(`The client ${String(clientId)} is removed. Within 30 seconds`);
    expect((await clients()).map(({ id }) => id)).toEqual([kept.clientId]);
    await cli.json('client', 'federate', name, '--entra-tenant', guid, '--subject', other, '--audience', 'a');
    const [federated] = (await cli.stored(name)).federatedCredentials;
    expect(await cli.json('client', 'remove', name, federated?.id ?? '')).toEqual({
      tenant: name,
      removed: federated?.id,
    });
    expect((await cli.stored(name)).federatedCredentials).toEqual([]);
    expect(await cli.refusal('client', 'remove', name, String(clientId))).toContain('There is no client');
  });
});
