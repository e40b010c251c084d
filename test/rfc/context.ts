import { expect } from 'vitest';
import { openTable } from '../../shared/store/tables.ts';
import type { TenantSettings } from '../../shared/tenants/tenant.ts';
import { clientOf, type Client, type Reply, type ReplyBody } from '../support/client.ts';
import { loadUsers, numbered } from '../support/load.ts';
import { errorUrn, filterQuery, patch, person, type Body } from '../support/people.ts';
import type { RunningService } from '../support/service.ts';
import { openPartition } from '../support/store.ts';
import { madeTenant } from '../support/tenants.ts';

/** A user as a check looks at it. */
export type User = ReplyBody;

/** What a row's check works with: a running service, and names that no other row has. */
export interface Context {
  readonly service: RunningService;
  readonly tenantUrl: string;
  /** The sealing key of the service, as its setting has it. */
  readonly sealingKeys: string;
  readonly client: Client;
  /** Without a token. */
  readonly anonymous: Client;
  /** A word that only this row has. */
  readonly key: string;
  readonly send: Client['send'];
  /** A person that is not there yet. */
  readonly person: (more?: Body) => Body;
  /** Creates a person. */
  readonly create: (more?: Body) => Promise<User>;
  readonly read: (id: string, query?: string) => Promise<User>;
  readonly patch: (id: string, ...operations: readonly Body[]) => Promise<Reply>;
  /** A PATCH that must succeed, and the user that it makes. */
  readonly patched: (id: string, ...operations: readonly Body[]) => Promise<User>;
  /** Whether a filter on /Users finds the user. */
  readonly finds: (filter: string, id: string) => Promise<boolean>;
  /** The userNames of a list, in its order. */
  readonly list: (query: string) => Promise<readonly string[]>;
  /** A client of a tenant that has no users yet. */
  readonly newTenant: (settings?: Partial<TenantSettings>) => Promise<Client>;
  /** A client of a tenant that has so many users, put into storage for lists to read. */
  readonly tenantOf: (users: number) => Promise<Client>;
}

let contexts = 0;

export function contextOf(service: RunningService, sealingKeys: string): Context {
  contexts += 1;
  const key = `row${contexts}`;
  const client = clientOf(service.tenantUrl, service.token);
  let people = 0;
  let tenants = 0;
  const context: Context = {
    service,
    tenantUrl: service.tenantUrl,
    sealingKeys,
    client,
    anonymous: clientOf(service.tenantUrl, undefined),
    key,
    send: (...request) => client.send(...request),
    person(more = {}) {
      people += 1;
      return person(`${key}p${people}`, more);
    },
    create: (more) => createdBy(client, context.person(more)),
    async read(id, query = '') {
      const { status, body } = await client.send('GET', `/Users/${id}${query}`);
      expect(status).toBe(200);
      return body;
    },
    patch: (id, ...operations) => client.send('PATCH', `/Users/${id}`, patch(...operations)),
    async patched(id, ...operations) {
      const { status, body, text } = await context.patch(id, ...operations);
      expect(status, text).toBe(200);
      return body;
    },
    async finds(filter, id) {
      const found = await list(client, filterQuery(`(${filter}) and id eq "${id}"`));
      return found.length === 1;
    },
    async list(query) {
      return (await list(client, query)).map(({ userName }) => userName);
    },
    async newTenant(settings) {
      tenants += 1;
      const name = `${key}t${tenants}`;
      const token = await madeTenant(await openTable(service, 'scimTenants'), name, settings);
      return clientOf(`${service.url}/scim/${name}`, token);
    },
    async tenantOf(users) {
      const tenant = await context.newTenant();
      const partition = await openPartition(service.connectionString, `${key}t${tenants}`);
      await loadUsers(
        partition,
        Array.from({ length: users }, (_, n) => numbered(n)),
        'byId',
      );
      return tenant;
    },
  };
  return context;
}

export async function createdBy(client: Client, body: Body): Promise<User> {
  const reply = await client.send('POST', '/Users', body);
  expect(reply.status, reply.text).toBe(201);
  return reply.body;
}

export async function list(client: Client, query: string): Promise<readonly User[]> {
  const { status, body, text } = await client.send('GET', `/Users?${query}`);
  expect(status, text).toBe(200);
  return body.Resources;
}

/** Asserts a SCIM error. */
export function refused({ status, body, text }: Reply, wanted: number, scimType?: string): void {
  expect(status, text).toBe(wanted);
  expect(body).toMatchObject({ schemas: [errorUrn], status: String(wanted) });
  expect(body.scimType).toBe(scimType);
}

/** An attribute as /Schemas describes it. */
interface Characteristics {
  readonly name: string;
  readonly type: string;
  readonly multiValued: boolean;
  readonly subAttributes?: readonly Characteristics[];
  readonly [characteristic: string]: unknown;
}

/** The same with its schema, and its path inside that. */
export interface Described extends Characteristics {
  readonly schema: string;
  readonly path: string;
}

/** Every attribute and sub-attribute that /Schemas describes. */
export async function describedAttributes({ send }: Context): Promise<readonly Described[]> {
  const { body } = await send('GET', '/Schemas');
  const found = body.Resources.flatMap(({ id: schema, attributes }) =>
    (attributes as Characteristics[]).flatMap((attribute) => [
      { ...attribute, schema, path: attribute.name },
      ...(attribute.subAttributes ?? []).map((sub) => ({
        ...sub,
        schema,
        path: `${attribute.name}.${sub.name}`,
      })),
    ]),
  );
  expect(found.length).toBeGreaterThan(80);
  return found;
}

/** The characteristics of one attribute, by its path inside its schema. */
export async function described(context: Context, path: string): Promise<Described> {
  const found = (await describedAttributes(context)).find((attribute) => attribute.path === path);
  if (found === undefined) throw new Error(`/Schemas does not describe ${path}.`);
  return found;
}
