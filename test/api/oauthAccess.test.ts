import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccessTokens, type Grant } from '../../shared/auth/accessToken.ts';
import { createSecretToken, type Scope } from '../../shared/tenants/credential.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import {
  addClient,
  removeClient,
  revokeClientSecret,
  type MadeSecret,
} from '../../shared/tenants/clients.ts';
import { readLastUsed } from '../../shared/tenants/lastUsed.ts';
import { disableTenant, ensureTenant } from '../../shared/tenants/lifecycle.ts';
import { clientOf, type Reply } from '../support/client.ts';
import { es256, jwt, readJwt, seconds } from '../support/jwts.ts';
import { accessToken } from '../support/oauth.ts';
import { person } from '../support/people.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { startService, type RunningService } from '../support/service.ts';
import { signingKey, signingRing } from '../support/signingKeys.ts';
import { anyToken, madeTenant } from '../support/tenants.ts';

const [first, second] = [signingKey('first'), signingKey('second')];
const ring = signingRing(first);
const tokens = new AccessTokens(ring);

let service: RunningService;
let table: Table;
let serial = 0;

beforeAll(async () => {
  service = await startService({ SCIM_SIGNING_KEYS: first });
  table = await openTable(service, 'scimTenants');
});
afterAll(() => service.stop());

const urlOf = (tenant: string, running = service): string => `${running.url}/scim/${tenant}`;

interface Customer {
  readonly tenant: string;
  readonly client: MadeSecret;
  /** An access token of the client. */
  readonly token: string;
}

async function customer(...scopes: Scope[]): Promise<Customer> {
  const tenant = `customer-${(serial += 1)}`;
  await madeTenant(table, tenant);
  const client = await addClient(table, tenant, { label: 'Entra', scopes, days: 365 });
  rememberSecret(client.secret);
  const token = await accessToken(urlOf(tenant), {
    client_id: client.clientId,
    client_secret: client.secret,
  });
  return { tenant, client, token };
}

const get = (tenant: string, token: string, running = service): Promise<Reply> =>
  clientOf(urlOf(tenant, running), token).send('GET', '/Users');

/** An unknown client makes the service read the tenant again: from then on it knows what has changed. */
async function look(tenant: string): Promise<void> {
  await get(tenant, createSecretToken());
}

const face = ({ status, headers, text }: Reply) => ({
  status,
  text,
  challenge: headers.get('www-authenticate'),
});

describe('an access token', () => {
  test('provisions, and the log knows by which credential', async () => {
    const { tenant, client, token } = await customer('provisioning');
    const reply = await clientOf(urlOf(tenant), token).send('POST', '/Users', person('jane'));
    expect(reply.status).toBe(201);
    const used = await readLastUsed(table, tenant, new AbortController().signal);
    expect([...used.keys()]).toEqual([client.record.id]);
  });

  test('that is read-only reads, and writing is 403 with the scope that is needed', async () => {
    const { tenant, token } = await customer('read-only');
    const client = clientOf(urlOf(tenant), token);
    expect((await client.send('GET', '/Users')).status).toBe(200);
    const refused = await client.send('POST', '/Users', person('jane'));
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer realm="scim", error="insufficient_scope", scope="provisioning"',
    ]);
    expect((await client.send('GET', '/Users')).body.totalResults).toBe(0);
  });

  test('reaches no farther than it was asked for, though its client does', async () => {
    const { tenant, client } = await customer('provisioning', 'read-only');
    const form = { client_id: client.clientId, client_secret: client.secret, scope: 'read-only' };
    const token = await accessToken(urlOf(tenant), form);
    expect((await clientOf(urlOf(tenant), token).send('POST', '/Users', person('jane'))).status).toBe(403);
  });

  test('reaches no farther than its client by now', async () => {
    const { tenant, client } = await customer('read-only');
    const grant: Grant = {
      tenant,
      clientId: client.clientId,
      credential: client.record.id,
      way: 'clientCredentials',
      scopes: ['provisioning', 'read-only'],
    };
    const token = await tokens.sign(grant, 600);
    expect((await get(tenant, token)).status).toBe(200);
    expect((await clientOf(urlOf(tenant), token).send('POST', '/Users', person('jane'))).status).toBe(403);
  });
});

describe('an access token ends', () => {
  const ends: [string, (made: Customer) => Promise<unknown>][] = [
    [
      'with its secret',
      ({ tenant, client }) => revokeClientSecret(table, tenant, client.clientId, client.record.id),
    ],
    ['with its client', ({ tenant, client }) => removeClient(table, tenant, client.clientId)],
    [
      'where the tenant lets no clients in any more',
      ({ tenant }) =>
        ensureTenant(table, tenant, { settings: { authentication: ['secretToken'] } }, anyToken),
    ],
  ];
  test.each(ends)('%s', async (_, end) => {
    const made = await customer('provisioning');
    expect((await get(made.tenant, made.token)).status).toBe(200);
    await end(made);
    await look(made.tenant);
    const { tenant } = made;
    expect(face(await get(tenant, made.token))).toEqual(face(await get(tenant, 'garbage')));
  });

  test('where the tenant is disabled, and that is told', async () => {
    const { tenant, token } = await customer('provisioning');
    await disableTenant(table, tenant);
    await look(tenant);
    expect((await get(tenant, token)).status).toBe(403);
  });
});

// Whatever else is wrong with one: shared/auth/accessToken.test.ts, and on every route isolation.test.ts.
test("another client's or another credential's token is like every wrong one, byte for byte", async () => {
  const [made, other] = [await customer('provisioning'), await customer('provisioning')];
  const { header, claims } = readJwt(made.token);
  const key = ring.keys.get('first') ?? expect.fail('There is no key.');
  const forged = (changed: object) => jwt(header, { ...claims, ...changed }, es256(key));
  const garbage = face(await get(made.tenant, 'garbage'));
  expect(garbage).toMatchObject({ status: 401, challenge: 'Bearer realm="scim", error="invalid_token"' });
  for (const wrong of [
    { client_id: other.client.clientId },
    { credential: other.client.record.id },
    { way: 'workloadIdentity' },
    { filler: 'x'.repeat(9_000) },
  ])
    expect(face(await get(made.tenant, forged(wrong)))).toEqual(garbage);
  expect(face(await get(made.tenant, other.token))).toEqual(garbage);
  expect((await get(made.tenant, forged({ exp: seconds(-30) }))).status).toBe(200);
});

describe('signing keys change with overlap', () => {
  const start = (...keys: string[]) =>
    startService({
      SCIM_STORAGE_CONNECTION_STRING: service.connectionString,
      SCIM_SEALING_KEYS: `key=${Buffer.alloc(32, 1).toString('base64')}`,
      SCIM_SIGNING_KEYS: keys.join(','),
    });

  test('a token of the old key and one of the new key work wherever both are known', async () => {
    const { tenant, client, token: old } = await customer('provisioning');
    const form = { client_id: client.clientId, client_secret: client.secret };
    const [announced, changed, done] = await Promise.all([
      start(first, second),
      start(second, first),
      start(second),
    ]);
    const recent = await accessToken(urlOf(tenant, changed), form);
    expect([old, recent].map((token) => readJwt(token).header.kid)).toEqual(['first', 'second']);
    const statuses = async (running: RunningService): Promise<number[]> => [
      (await get(tenant, old, running)).status,
      (await get(tenant, recent, running)).status,
    ];
    expect(await statuses(announced)).toEqual([200, 200]);
    expect(await statuses(changed)).toEqual([200, 200]);
    expect(await statuses(done)).toEqual([401, 200]);
    await Promise.all([announced.stop(), changed.stop(), done.stop()]);
  });
});
