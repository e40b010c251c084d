import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unseal } from '../../shared/secrets/seal.ts';
import { readSealingKeys } from '../../shared/config/keyRing.ts';
import { openTable } from '../../shared/store/tables.ts';
import { addClient } from '../../shared/tenants/clients.ts';
import { revokeSecretToken } from '../../shared/tenants/secretTokens.ts';
import { readTenant } from '../../shared/tenants/tenantStore.ts';
import { clientOf, type Reply } from '../support/client.ts';
import { accessToken } from '../support/oauth.ts';
import { patch, person, uniflow } from '../support/people.ts';
import { startPool, type Pool } from '../support/pool.ts';
import { runHere } from '../support/runHere.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { signingKey } from '../support/signingKeys.ts';
import { audit, openPartition, startStorage, type TestStorage } from '../support/store.ts';
import { rotatedToken } from '../support/tenants.ts';

// Credentials and keys are changed as SECURITY.md says, on two instances, while people are made, changed and read at a steady
// rate, as a customer of Entra's sends them. Not one of them may fail.

const sealingKey = (id: string) => `${id}=${randomBytes(32).toString('base64')}`;
const sealing = { k1: sealingKey('k1'), k2: sealingKey('k2') };
const signing = { s1: signingKey('s1'), s2: signingKey('s2') };

const list = <Id extends string>(keys: Readonly<Record<Id, string>>, ...ids: Id[]): string =>
  ids.map((id) => keys[id]).join(',');

let storage: TestStorage;
let pool: Pool;
let settings: Record<string, string>;

/** Replaces the instances by ones with these keys. */
async function roll(changed: Readonly<Record<string, string>>): Promise<void> {
  settings = { ...settings, ...changed };
  await pool.roll(settings);
}

beforeAll(async () => {
  storage = await startStorage();
  settings = {
    SCIM_STORAGE_CONNECTION_STRING: storage.connectionString,
    SCIM_SEALING_KEYS: list(sealing, 'k1'),
    SCIM_SIGNING_KEYS: list(signing, 's1'),
    SCIM_PUBLIC_URL: 'https://scim.example.net',
  };
  pool = await startPool(2, settings);
});
afterAll(async () => {
  await pool.stop();
  await storage.close();
});

/** Requests that come at a steady rate, and do not wait for those before. */
function startLoad(send: (serial: number) => Promise<void>) {
  const running: Promise<void>[] = [];
  let serial = 0;
  const timer = setInterval(() => running.push(send((serial += 1))), 60);
  return {
    /** Waits until some more of them have begun. */
    async more(): Promise<void> {
      const enough = running.length + 5;
      while (running.length < enough) await wait(20);
    },
    /** @returns how many there were. */
    async end(): Promise<number> {
      clearInterval(timer);
      await Promise.all(running);
      return running.length;
    },
  };
}

test('tokens, signing keys and sealing keys change while requests go on, and none of them fails', async () => {
  const tenants = await openTable(storage, 'scimTenants');
  const client = await addClient(tenants, 'demo', {
    label: 'Load',
    scopes: ['provisioning'],
    days: 365,
  });
  rememberSecret(client.secret);
  const token = { secret: pool.token, access: '' };
  const newAccessToken = async (): Promise<void> => {
    const form = { client_id: client.clientId, client_secret: client.secret };
    token.access = await pool.use((url) => accessToken(`${url}/scim/demo`, form));
  };
  await newAccessToken();

  // As an administrator revokes a token: when nobody uses it any more.
  const underWay = new Map<string, Set<Promise<unknown>>>();
  const using = async <Result>(used: string, send: () => Promise<Result>): Promise<Result> => {
    const those = underWay.get(used) ?? new Set();
    underWay.set(used, those);
    const running = send();
    those.add(running);
    return running.finally(() => those.delete(running));
  };
  const unused = (old: string): Promise<unknown> => Promise.all([...(underWay.get(old) ?? [])]);
  const failures: string[] = [];
  const pins = new Map<string, string>();
  const send = async (serial: number): Promise<void> => {
    // One of the two ways to authenticate after the other; each person is made, changed, sent again and read.
    const request = (method: string, path: string, body?: unknown): Promise<Reply> => {
      const used = serial % 2 === 0 ? token.secret : token.access;
      return using(used, () =>
        pool.use((url) => clientOf(`${url}/scim/demo`, used).send(method, path, body)),
      );
    };
    const check = (reply: Reply, expected: number, what: string): void => {
      if (reply.status !== expected) failures.push(`${what} ${serial}: ${reply.status} ${reply.text}`);
    };
    const pin = String(10_000_000 + serial);
    const made = await request(
      'POST',
      '/Users',
      person(`p${serial}`, { [uniflow]: { pin: `9${pin}`, cardNumber: `c${serial}` } }),
    );
    check(made, 201, 'POST');
    const path = `/Users/${made.body.id}`;
    const changePin = patch({ op: 'Replace', path: `${uniflow}:pin`, value: pin });
    const changed = await request('PATCH', path, changePin);
    check(changed, 200, 'PATCH');
    const again = await request('PATCH', path, changePin);
    check(again, 200, 'PATCH again');
    // A pin that is sent again has not changed, whichever instance sealed it and under whichever key.
    if (again.body.meta.version !== changed.body.meta.version) failures.push(`${serial}: a new version`);
    check(await request('GET', `/Users?filter=userName+eq+%22p${serial}@example.com%22`), 200, 'GET');
    pins.set(made.body.id, pin);
  };
  const load = startLoad(send);

  const change = async (): Promise<void> => {
    // A new secret token, both work; the client is given the new one; the old one is revoked.
    const first = (await readTenant(tenants, 'demo', AbortSignal.timeout(10_000)))?.tenant.secretTokens[0]
      ?.id;
    const rotated = await rotatedToken(tenants, 'demo', 'oldest');
    rememberSecret(rotated);
    await load.more();
    const before = token.secret;
    token.secret = rotated;
    await unused(before);
    await revokeSecretToken(tenants, 'demo', first ?? '');
    await load.more();

    // Known everywhere, then used, then alone: both rings at once.
    await roll({
      SCIM_SEALING_KEYS: list(sealing, 'k1', 'k2'),
      SCIM_SIGNING_KEYS: list(signing, 's1', 's2'),
    });
    await load.more();
    await roll({
      SCIM_SEALING_KEYS: list(sealing, 'k2', 'k1'),
      SCIM_SIGNING_KEYS: list(signing, 's2', 's1'),
    });
    await load.more();
    const oldAccessToken = token.access;
    await newAccessToken();
    await unused(oldAccessToken);
    await load.more();
    const reseal = await runHere(['secrets', 'reseal', '--json'], settings);
    expect(JSON.parse(reseal.stdout)).toMatchObject({
      keys: [
        { keyId: 'k2', unopened: 0 },
        { keyId: 'k1', secrets: 0, unopened: 0 },
      ],
    });
    await roll({ SCIM_SEALING_KEYS: list(sealing, 'k2'), SCIM_SIGNING_KEYS: list(signing, 's2') });
    await load.more();
  };
  const changed = await change().then(
    () => undefined,
    (error: unknown) => error,
  );
  const sent = await load.end();
  expect(changed).toBeUndefined();
  expect(failures).toEqual([]);
  expect(sent).toBeGreaterThan(25);

  // Nobody is missing, and every pin opens with the new key alone.
  const ring = readSealingKeys({ SCIM_SEALING_KEYS: list(sealing, 'k2') });
  const { users } = await audit(await openPartition(storage.connectionString, 'demo'));
  expect(users).toHaveLength(pins.size);
  for (const { id, attributes } of users) {
    const sealed = (attributes[uniflow] as { pin: string }).pin;
    const owner = { tenant: 'demo', userId: id, attribute: `${uniflow}:pin` };
    expect(await unseal(ring, owner, sealed)).toBe(pins.get(id));
  }
}, 120_000);
