import type { TransactionAction } from '@azure/data-tables';
import { isObject, parseJson, type JsonObject } from '../../shared/scim/json.ts';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { idKey, markerKey } from '../../shared/store/keys.ts';
import type { Action } from '../../shared/store/logEntry.ts';
import { logRow, receiptKey } from '../../shared/store/logRow.ts';
import { userRows } from '../../shared/store/userRows.ts';
import { enterprise, patch, type Body } from '../../test/support/people.ts';
import { bodyOf, entryOf, firstNewPerson, idOf, storedPerson } from '../people.ts';
import type { Scene } from '../scene.ts';
import { memberOf, tenantOf } from '../storage/population.ts';
import type { Operation, ScimRequest, StorageCalls } from './operation.ts';

/** The media type of all bodies. */
const mediaType = 'application/scim+json; charset=utf-8';

/** A new user. */
export const post: Operation = {
  name: 'POST',
  request: ({ population }, n) => createRequest(tenantOf(population, n), firstNewPerson + n),
  floor: (scene, n) => newcomer(scene, n, firstNewPerson + n),
};

/** One attribute, as Entra sends it. */
export const patchTitle: Operation = {
  name: 'PATCH',
  request: (scene, n) => {
    const { tenant, number } = memberOf(scene.population, n);
    return patchRequest(tenant, idOf(number), { op: 'Replace', path: 'title', value: titleOf(n) });
  },
  floor: retitling,
};

/** The whole user with one attribute changed, and its secret sent again. */
export const put: Operation = {
  name: 'PUT',
  request(scene, n) {
    const { tenant, number } = memberOf(scene.population, n);
    const body = bodyOf(number, { title: titleOf(n) });
    return { ...onUser('replaceUser', 'PUT', tenant, idOf(number)), body, mediaType, status: 200 };
  },
  floor: retitling,
};

/** A user made for it. */
export const remove: Operation = {
  name: 'DELETE',
  async arrange(scene, n) {
    const create = await newcomer(scene, n, toDelete(n));
    await create();
  },
  request: ({ population }, n) => ({
    ...onUser('deleteUser', 'DELETE', tenantOf(population, n), idOf(toDelete(n))),
    status: 204,
  }),
  async floor(scene, n) {
    const { table, population, sealing } = scene;
    const tenant = tenantOf(population, n);
    const user = await storedPerson(sealing, tenant, toDelete(n));
    const rest: readonly TransactionAction[] = [
      ...[...userRows(user).keys()].map((rowKey): TransactionAction => [
        'delete',
        { partitionKey: tenant, rowKey },
      ]),
      receipt(tenant, 'delete', user, {}, {}),
      marker(tenant, user, -1),
    ];
    return async () => {
      await table.getEntity(tenant, idKey(user.id));
      await table.submitTransaction([...rest]);
    };
  },
};

export function createRequest(tenant: string, number: number): ScimRequest {
  const body = bodyOf(number);
  return { functionName: 'createUser', method: 'POST', tenant, path: '/Users', body, mediaType, status: 201 };
}

/** A PATCH of one attribute. */
export function patchRequest(tenant: string, id: string, operation: Body): ScimRequest {
  const body = JSON.stringify(patch(operation));
  return { ...onUser('patchUser', 'PATCH', tenant, id), body, mediaType, status: 200 };
}

/** The operation of Entra's reference pass. */
export function managerOperation(managerId: string): Body {
  return { op: 'Add', path: `${enterprise}:manager`, value: { value: managerId } };
}

/** A person after `managerOperation`. */
export function withManager(managerId: string): Body {
  return { [enterprise]: { department: 'Print', manager: { value: managerId } } };
}

/** The transaction of a POST. */
export function creation({ table }: Scene, tenant: string, user: StoredResource): StorageCalls {
  const actions: TransactionAction[] = [
    receipt(tenant, 'create', user, {}, user.attributes),
    ...[...userRows(user)].map(([rowKey, row]): TransactionAction => [
      'create',
      { ...row, partitionKey: tenant, rowKey },
    ]),
    marker(tenant, user, 1),
  ];
  return () => table.submitTransaction(actions);
}

/** The read and the transaction of a PATCH or PUT that keeps all keys. */
export function replacement(
  { table }: Scene,
  tenant: string,
  user: StoredResource,
  before: JsonObject,
): StorageCalls {
  const rowKey = idKey(user.id);
  const rows = userRows(user);
  const others: readonly TransactionAction[] = [
    receipt(tenant, 'update', user, before, user.attributes),
    ...[...rows].flatMap(([key, row]): TransactionAction[] =>
      key === rowKey
        ? []
        : [['update', { ...row, partitionKey: tenant, rowKey: key }, 'Replace', { etag: '*' }]],
    ),
  ];
  const entity = { ...rows.get(rowKey), partitionKey: tenant, rowKey };
  return async () => {
    const { etag } = await table.getEntity(tenant, rowKey);
    await table.submitTransaction([['update', entity, 'Replace', { etag }], ...others]);
  };
}

async function retitling(scene: Scene, n: number): Promise<StorageCalls> {
  const { tenant, number } = memberOf(scene.population, n);
  const title = titleOf(n);
  const user = await storedPerson(scene.sealing, tenant, number, { title });
  return replacement(scene, tenant, user, { ...user.attributes, title: '' });
}

/** Never the present title, so that something changes; of the same length. */
function titleOf(n: number): string {
  return `Engineer ${String(n).padStart(9, '0')}`;
}

function toDelete(n: number): number {
  return firstNewPerson + firstNewPerson / 2 + n;
}

function onUser(functionName: string, method: string, tenant: string, id: string) {
  return { functionName, method, tenant, path: `/Users/${id}`, params: { id } };
}

async function newcomer(scene: Scene, n: number, number: number): Promise<StorageCalls> {
  const tenant = tenantOf(scene.population, n);
  return creation(scene, tenant, await storedPerson(scene.sealing, tenant, number));
}

function receipt(
  tenant: string,
  action: Action,
  user: StoredResource,
  before: JsonObject,
  after: JsonObject,
): TransactionAction {
  const entry = entryOf(action, user, before, after);
  return ['create', { ...logRow(entry), partitionKey: tenant, rowKey: receiptKey(entry) }];
}

function marker(tenant: string, user: StoredResource, delta: 1 | -1): TransactionAction {
  return ['create', { partitionKey: tenant, rowKey: markerKey(user.version), delta }];
}

/** The id in the answer to a POST. */
export function createdId(answer: string): string {
  const user = parseJson(answer);
  if (!isObject(user) || typeof user.id !== 'string') throw new Error('A created user has no id.');
  return user.id;
}
