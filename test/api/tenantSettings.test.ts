import { beforeEach, describe, expect, test } from 'vitest';
import { createSecretToken } from '../../shared/tenants/credential.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { setTenant } from '../../shared/tenants/lifecycle.ts';
import type { TenantSettings } from '../../shared/tenants/tenant.ts';
import { clientOf, type Client } from '../support/client.ts';
import { filterQuery, patch, person, uniflow, type Body } from '../support/people.ts';
import { audit } from '../support/store.ts';
import { useTenant } from '../support/useTenant.ts';
import { replace } from '../support/operations.ts';

const { another, tenants } = await useTenant();

interface TestTenant {
  readonly client: Client;
  readonly partition: Partition;
  /** Changes it; the service follows at once. */
  readonly set: (wish: { settings?: Partial<TenantSettings>; enabled?: boolean }) => Promise<void>;
}

async function newTenant(settings: Partial<TenantSettings> = {}): Promise<TestTenant> {
  const { name, tenantUrl, client, partition } = await another(settings);
  return {
    client,
    partition,
    async set(wish) {
      await setTenant(tenants, name, wish);
      // A token that it does not know makes the service read the tenant again.
      const reply = await clientOf(tenantUrl, createSecretToken()).send('GET', '/Users');
      expect(reply.status).toBe(401);
    },
  };
}

const withUniflow = (name: string, attributes: Body) => person(name, { [uniflow]: attributes });
const ids = (resources: readonly { readonly id: string }[]) => resources.map(({ id }) => id).toSorted();

describe('the pin policy', () => {
  const ownPins = { pin: { minLength: 6, maxLength: 7, alphabet: 'alphanumeric' } } as const;
  const create = (client: Client, name: string, pin: string) =>
    client.send('POST', '/Users', withUniflow(name, { pin }));

  test("is the tenant's own where it has one, else the deployment's", async () => {
    const own = await newTenant(ownPins);
    const plain = await newTenant();
    let person = 0;
    for (const [pin, inOwn, inPlain] of [
      ['Ab12Cd', 201, 400],
      ['Ab12Cde', 201, 400],
      ['123456', 201, 201],
      ['Ab12Cdef', 400, 400],
      ['0042', 400, 201],
      ['12-456', 400, 400],
    ] as const) {
      const name = `person-${(person += 1)}`;
      const replies = [await create(own.client, name, pin), await create(plain.client, name, pin)];
      expect([pin, ...replies.map(({ status }) => status)]).toEqual([pin, inOwn, inPlain]);
      for (const { text, body } of replies.filter(({ status }) => status === 400)) {
        expect(body).toMatchObject({
          scimType: 'invalidValue',
          detail: expect.stringContaining(`${uniflow}:pin`) as string,
        });
        expect(text).not.toContain(pin);
      }
    }
  });

  test('holds for PATCH and PUT, and from when it is changed', async () => {
    const { client, set } = await newTenant();
    const { body } = await create(client, 'ada', '0042');
    const path = `/Users/${body.id}`;
    const change = (pin: string) => client.send('PATCH', path, patch(replace(`${uniflow}:pin`, pin)));
    await set({ settings: ownPins });
    expect((await change('4200')).status).toBe(400);
    expect((await client.send('PUT', path, withUniflow('ada', { pin: '4200' }))).status).toBe(400);
    expect((await change('Ab12Cd')).status).toBe(200);
    await set({ settings: { pin: undefined } });
    expect((await change('Ab12Ce')).status).toBe(400);
    expect((await change('4200')).status).toBe(200);
  });

  test('leaves users alone who have another pin, as long as it is not set again', async () => {
    const { client, set } = await newTenant();
    const { body } = await create(client, 'ada', '0042');
    await set({ settings: ownPins });
    const reply = await client.send('PATCH', `/Users/${body.id}`, patch(replace('title', 'Other')));
    expect([reply.status, reply.body.title]).toEqual([200, 'Other']);
  });
});

describe('cards', () => {
  const create = (client: Client, name: string, cardNumber: string) =>
    client.send('POST', '/Users', withUniflow(name, { cardNumber }));
  const holders = (client: Client, cardNumber: string, more = '') =>
    client.send('GET', `/Users?${filterQuery(`${uniflow}:cardNumber eq "${cardNumber}"`)}${more}`);
  const setCard = (client: Client, id: string, cardNumber: string) =>
    client.send('PATCH', `/Users/${id}`, patch(replace(`${uniflow}:cardNumber`, cardNumber)));

  test('are one person each, unless the tenant says otherwise', async () => {
    const { client } = await newTenant();
    expect((await create(client, 'ada', '0042')).status).toBe(201);
    const clash = await create(client, 'bob', '0042');
    expect([clash.status, clash.body.scimType]).toEqual([409, 'uniqueness']);
  });

  describe('that are shared', () => {
    let client: Client;
    let partition: Partition;
    let set: TestTenant['set'];
    let ada: string;
    let bob: string;
    beforeEach(async () => {
      ({ client, partition, set } = await newTenant({ cardNumberUnique: false }));
      const made = [await create(client, 'ada', '0042'), await create(client, 'bob', '0042')];
      expect(made.map(({ status }) => status)).toEqual([201, 201]);
      [ada = '', bob = ''] = made.map(({ body }) => body.id);
    });

    test('are found with all who have them, page by page too', async () => {
      await create(client, 'eve', '00421');
      const all = await holders(client, '0042');
      expect([all.body.totalResults, ids(all.body.Resources)]).toEqual([2, ids([{ id: ada }, { id: bob }])]);
      const pages = [
        await holders(client, '0042', '&startIndex=1&count=1'),
        await holders(client, '0042', '&startIndex=2&count=1'),
      ];
      expect(pages.map(({ body }) => body.totalResults)).toEqual([2, 2]);
      expect(ids(pages.flatMap(({ body }) => body.Resources))).toEqual(ids(all.body.Resources));
      const first = await holders(client, '0042', '&cursor&count=1');
      const next = await holders(client, '0042', `&cursor=${first.body.nextCursor ?? ''}&count=1`);
      expect(ids([...first.body.Resources, ...next.body.Resources])).toEqual(ids(all.body.Resources));
      expect((await audit(partition)).count).toBe(3);
    });

    test('can be changed, taken away and deleted one by one', async () => {
      expect((await setCard(client, ada, '0043')).status).toBe(200);
      expect(ids((await holders(client, '0042')).body.Resources)).toEqual([bob]);
      expect((await setCard(client, bob, '0043')).status).toBe(200);
      expect((await holders(client, '0043')).body.totalResults).toBe(2);
      await audit(partition);
      expect((await setCard(client, bob, '')).status).toBe(200);
      expect(ids((await holders(client, '0043')).body.Resources)).toEqual([ada]);
      expect(
        (await client.send('PUT', `/Users/${bob}`, withUniflow('bob', { cardNumber: '0043' }))).status,
      ).toBe(200);
      expect((await client.send('DELETE', `/Users/${ada}`)).status).toBe(204);
      expect(ids((await holders(client, '0043')).body.Resources)).toEqual([bob]);
      expect((await audit(partition)).count).toBe(1);
    });

    test('are no business of another tenant', async () => {
      const other = await newTenant();
      await create(other.client, 'ada', '0042');
      expect((await holders(other.client, '0042')).body.totalResults).toBe(1);
      expect((await create(other.client, 'bob', '0042')).status).toBe(409);
    });

    test('do not become unique again, and a change of something else leaves them as they are', async () => {
      await expect(set({ settings: { cardNumberUnique: true } })).rejects.toMatchObject({
        name: 'ScimError',
        status: 409,
      });
      const off = patch({ op: 'Replace', path: 'active', value: 'False' });
      expect((await client.send('PATCH', `/Users/${ada}`, off)).status).toBe(200);
      expect((await holders(client, '0042')).body.totalResults).toBe(2);
      await audit(partition);
    });
  });

  test('come to be shared where they were not: those who have them are found, and their rows stay whole', async () => {
    const { client, partition, set } = await newTenant();
    const ada = (await create(client, 'ada', '0042')).body.id;
    await set({ settings: { cardNumberUnique: false } });
    expect(ids((await holders(client, '0042')).body.Resources)).toEqual([ada]);
    const bob = (await create(client, 'bob', '0042')).body.id;
    expect(ids((await holders(client, '0042')).body.Resources)).toEqual(ids([{ id: ada }, { id: bob }]));
    await audit(partition);
    // Any change of the first one makes its card a shared one, too.
    const change = patch(replace('title', 'Other'));
    expect((await client.send('PATCH', `/Users/${ada}`, change)).status).toBe(200);
    expect(ids((await holders(client, '0042')).body.Resources)).toEqual(ids([{ id: ada }, { id: bob }]));
    expect((await audit(partition)).count).toBe(2);
    expect((await client.send('DELETE', `/Users/${ada}`)).status).toBe(204);
    expect(ids((await holders(client, '0042')).body.Resources)).toEqual([bob]);
    expect((await audit(partition)).count).toBe(1);
  });
});

describe('provisioning', () => {
  test('turned off refuses every client, and keeps everything for when it is turned on', async () => {
    const { client, partition, set } = await newTenant();
    const { body } = await client.send('POST', '/Users', person('ada'));
    await set({ enabled: false });
    const before = await audit(partition);
    for (const [method, path, sent] of [
      ['GET', '/Users', undefined],
      ['GET', `/Users/${body.id}`, undefined],
      ['GET', '/ServiceProviderConfig', undefined],
      ['POST', '/Users', person('bob')],
      ['PATCH', `/Users/${body.id}`, patch(replace('title', 'Other'))],
      ['DELETE', `/Users/${body.id}`, undefined],
      ['GET', '/Nothing', undefined],
    ] as const) {
      const reply = await client.send(method, path, sent);
      expect([method, path, reply.status]).toEqual([method, path, 403]);
      expect(reply.body).toMatchObject({
        status: '403',
        detail: expect.stringContaining('turned off') as string,
      });
    }
    expect(await audit(partition)).toEqual(before);
    await set({ enabled: true });
    expect((await client.send('GET', `/Users/${body.id}`)).body).toEqual(body);
  });
});

describe('externalId', () => {
  test('is required or not as the tenant says, and from when it says so', async () => {
    const { client, partition, set } = await newTenant({ externalIdRequired: false });
    expect((await client.send('POST', '/Users', { userName: 'ada' })).status).toBe(201);
    await set({ settings: { externalIdRequired: true } });
    const refused = await client.send('POST', '/Users', { userName: 'bob' });
    expect([refused.status, refused.body.scimType]).toEqual([400, 'invalidValue']);
    expect(refused.body.detail).toContain('externalId');
    expect((await client.send('POST', '/Users', { userName: 'bob', externalId: 'b' })).status).toBe(201);
    expect((await client.send('GET', '/Users')).body.totalResults).toBe(2);
    expect((await audit(partition)).count).toBe(2);
  });

  test('that is optional: users without one come, go and are told apart', async () => {
    const { client } = await newTenant({ externalIdRequired: false });
    const ada = await client.send('POST', '/Users', { userName: 'ada' });
    const bob = await client.send('POST', '/Users', { userName: 'bob', externalId: null });
    const eve = await client.send('POST', '/Users', { userName: 'eve', externalId: 'e' });
    expect([ada.status, bob.status, eve.status]).toEqual([201, 201, 201]);
    expect(ada.body).not.toHaveProperty('externalId');
    expect((await client.send('GET', '/Users?filter=userName+eq+%22ADA%22')).body.Resources).toEqual([
      ada.body,
    ]);
    expect((await client.send('POST', '/Users', { userName: 'Ada' })).status).toBe(409);
    expect((await client.send('POST', '/Users', { userName: 'new', externalId: 'e' })).status).toBe(409);
    const path = `/Users/${ada.body.id}`;
    const op = (value: unknown): unknown => ({ Operations: [{ op: 'Replace', path: 'externalId', value }] });
    expect((await client.send('PATCH', path, op('e'))).status).toBe(409);
    expect((await client.send('PATCH', path, op('a'))).body.externalId).toBe('a');
    expect((await client.send('PATCH', path, op(''))).body).not.toHaveProperty('externalId');
    expect((await client.send('DELETE', path)).status).toBe(204);
    expect((await client.send('GET', '/Users')).body.totalResults).toBe(2);
    expect((await client.send('POST', '/Users', { userName: 'ada' })).status).toBe(201);
  });
});
