import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { tenantContext } from '../../cli/tenantContext.ts';
import { userContext } from '../../shared/users/context.ts';
import { createUser } from '../../shared/users/changeUser.ts';
import { revealSecrets } from '../../shared/users/revealSecrets.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { openTable } from '../../shared/store/tables.ts';
import { person } from '../support/people.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { allRows, openPartition, uniflow } from '../support/store.ts';
import { madeTenant } from '../support/tenants.ts';
import { useStorage } from '../support/useStorage.ts';

const [pin, code] = ['31415926', 'TIC-27182818'];
const keys = { old: randomBytes(32).toString('base64'), new: randomBytes(32).toString('base64') };
const pinPath = `${uniflow}:pin`;
const codePath = `${uniflow}:cardRegistrationCode`;

const { storage, proxy } = await useStorage();
let partition: Partition;

beforeAll(async () => {
  await (await openTable(storage, 'scimTenants')).createTable();
  rememberSecret(pin);
  rememberSecret(code);
});
afterAll(async () => {
  await proxy.close();
  // Looks through every row for the pin and the code.
  await storage.close();
});

beforeEach(async () => {
  partition = await openPartition(storage.connectionString);
  await madeTenant(await openTable(storage, 'scimTenants'), partition.tenant, { logValues: true });
});

function callerWith(sealingKeys: string, { connectionString }: { connectionString: string } = storage) {
  const settings = {
    SCIM_STORAGE_CONNECTION_STRING: connectionString,
    SCIM_SEALING_KEYS: sealingKeys,
    SCIM_PUBLIC_URL: 'https://scim.example.net',
  };
  return tenantContext(settings, partition.tenant);
}

async function provision(sealingKeys: string, secrets: object): Promise<string> {
  const context = await userContext(await callerWith(sealingKeys), {
    attributes: undefined,
    excludedAttributes: undefined,
  });
  await createUser(context, { ...person('jane'), [uniflow]: { ...secrets } }, 'id-jane');
  return 'id-jane';
}

/** What the provisioning log says of secrets that were handed out. */
async function reveals(): Promise<object[]> {
  return [...(await allRows(partition)).values()].filter(({ action }) => action === 'reveal');
}

test('hands out each secret, and the log says who had which attributes of whom', async () => {
  const id = await provision(`old=${keys.old}`, { pin, cardRegistrationCode: code });
  const caller = await callerWith(`old=${keys.old}`);
  expect(await revealSecrets(caller, id)).toEqual([
    { attribute: codePath, value: code },
    { attribute: pinPath, value: pin },
  ]);
  const [entry, ...others] = await reveals();
  expect(others).toEqual([]);
  expect(entry).toMatchObject({
    action: 'reveal',
    userId: id,
    externalId: 'ext-jane',
    changed: JSON.stringify([codePath, pinPath]),
    requestId: caller.requestId,
    credential: 'command-line',
    credentialLabel: 'command line',
  });
  for (const secret of [pin, code]) expect(JSON.stringify(entry)).not.toContain(secret);
});

test('leading zeros stay', async () => {
  const id = await provision(`old=${keys.old}`, { pin: '0042' });
  expect(await revealSecrets(await callerWith(`old=${keys.old}`), id)).toEqual([
    { attribute: pinPath, value: '0042' },
  ]);
});

test('of a user without secrets there is nothing to hand out, and the log says that somebody asked', async () => {
  const id = await provision(`old=${keys.old}`, { cardNumber: '0042' });
  expect(await revealSecrets(await callerWith(`old=${keys.old}`), id)).toEqual([]);
  expect(await reveals()).toMatchObject([{ userId: id, changed: '[]' }]);
});

test('who is not there is 404, and nothing is logged', async () => {
  await expect(revealSecrets(await callerWith(`old=${keys.old}`), 'nobody')).rejects.toMatchObject({
    status: 404,
    message: 'There is no user with the id "nobody".',
  });
  expect(await reveals()).toEqual([]);
});

test('a secret whose key is lost names the key, and the others are handed out', async () => {
  const id = await provision(`old=${keys.old}`, { pin });
  const problem = 'sealed with the key "old", which is not in SCIM_SEALING_KEYS';
  expect(await revealSecrets(await callerWith(`new=${keys.new}`), id)).toEqual([
    { attribute: pinPath, problem },
  ]);
  // What was not handed out is not said to be.
  expect(await reveals()).toMatchObject([{ changed: '[]' }]);
});

test('a key of the same id that is another one is told from a lost one', async () => {
  const id = await provision(`old=${keys.old}`, { pin });
  const [revealed] = await revealSecrets(await callerWith(`old=${keys.new}`), id);
  expect(revealed).toEqual({
    attribute: pinPath,
    problem: expect.stringContaining('another one') as unknown,
  });
});

test.each(['refuse', 'cut'] as const)(
  'where the log can not be written (%s), nothing is handed out: 503 without a secret',
  async (fate) => {
    const id = await provision(`old=${keys.old}`, { pin, cardRegistrationCode: code });
    const caller = await callerWith(`old=${keys.old}`, proxy);
    proxy.treat(({ method }) => (method === 'GET' ? 'pass' : fate));
    const outcome = await revealSecrets(caller, id).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ name: 'ScimError', status: 503 });
    expect(JSON.stringify(outcome) + String(outcome)).not.toMatch(/31415926|27182818/);
    expect(await reveals()).toEqual([]);
  },
);

test('where the answer to the log is lost, it is written once and the secrets are handed out', async () => {
  const id = await provision(`old=${keys.old}`, { pin });
  const caller = await callerWith(`old=${keys.old}`, proxy);
  let lost = false;
  proxy.treat(({ method }) => {
    if (method === 'GET' || lost) return 'pass';
    lost = true;
    return 'lose';
  });
  expect(await revealSecrets(caller, id)).toEqual([{ attribute: pinPath, value: pin }]);
  expect(lost).toBe(true);
  expect(await reveals()).toHaveLength(1);
});
