import { ScimError } from '../http/error.ts';
import type { TenantCall } from '../http/endpoint.ts';
import { readInteger } from '../http/request.ts';
import { listAnswer, type Answer } from '../http/response.ts';
import { bindFilter } from '../scim/filter/bind.ts';
import { compileFilter } from '../scim/filter/evaluate.ts';
import { parseFilter } from '../scim/filter/parse.ts';
import { plan, type Plan } from '../scim/filter/plan.ts';
import type { JsonObject } from '../scim/json.ts';
import { pageOf, scanLimit, type Page } from '../scim/page.ts';
import { project } from '../scim/project.ts';
import { represent, type StoredResource } from '../scim/represent.ts';
import { countUsers } from '../store/countUsers.ts';
import type { Partition } from '../store/partition.ts';
import {
  readAll,
  readAllKeys,
  readByCardNumber,
  readByEmail,
  readByExternalId,
  readById,
  readByUserName,
  type ReadUser,
} from '../store/readUsers.ts';
import { userContext, type UserContext } from './context.ts';

/** GET /Users (RFC 7644 §3.4.2). What nothing matches is 200 with an empty list: a 404 would quarantine Entra's job. */
export async function listUsers(call: TenantCall): Promise<Answer> {
  const context = await userContext(call);
  const { query } = call.request;
  const page = pageOf(readInteger(query, 'startIndex'), readInteger(query, 'count'));
  const filter = query.get('filter');
  return filter === null ? listAll(context, page) : listMatching(context, filter, page);
}

async function listMatching(context: UserContext, text: string, page: Page): Promise<Answer> {
  const { type, partition, projection, call } = context;
  const filter = bindFilter(type, parseFilter(text));
  const matches = compileFilter(filter);
  const resources: JsonObject[] = [];
  let total = 0;
  for await (const user of candidates(partition, plan(filter))) {
    const resource = represent(type, user, call.baseUrl);
    if (!matches(resource)) continue;
    total += 1;
    const onPage = total >= page.startIndex && resources.length < page.count;
    if (onPage) resources.push(project(type, resource, projection));
  }
  return listAnswer(resources, total, page.startIndex);
}

/** The users among which the matching ones are. */
async function* candidates(partition: Partition, { kind, ...rest }: Plan): AsyncGenerator<StoredResource> {
  const value = 'value' in rest ? rest.value : '';
  if (kind === 'scan') yield* scan(partition);
  else if (kind === 'email') yield* await readByEmail(partition, value);
  else {
    const read = await pointReads[kind](partition, value);
    if (read !== undefined) yield read.user;
  }
}

const pointReads = {
  id: readById,
  externalId: readByExternalId,
  userName: readByUserName,
  cardNumber: readByCardNumber,
} satisfies Record<string, (partition: Partition, value: string) => Promise<ReadUser | undefined>>;

async function* scan(partition: Partition): AsyncGenerator<StoredResource> {
  let scanned = 0;
  for await (const users of readAll(partition)) {
    scanned += users.length;
    if (scanned > scanLimit) {
      throw new ScimError(
        400,
        'tooMany',
        `This filter has to look at every user, and the tenant has more than ${scanLimit}. Let it hold an "eq" on id, externalId, userName, emails.value or cardNumber.`,
      );
    }
    yield* users;
  }
}

async function listAll(context: UserContext, page: Page): Promise<Answer> {
  const { type, partition, projection, call } = context;
  const total = await countUsers(partition);
  const users = page.count === 0 || page.startIndex > total ? [] : await readPage(partition, page);
  const resources = users.map((user) => project(type, represent(type, user, call.baseUrl), projection));
  return listAnswer(resources, total, page.startIndex);
}

/** Storage can't skip: the way to a later page goes over the keys of the earlier ones. */
async function readPage(
  partition: Partition,
  { startIndex, count }: Page,
): Promise<readonly StoredResource[]> {
  const from = startIndex === 1 ? undefined : await keyAt(partition, startIndex);
  if (startIndex > 1 && from === undefined) return [];
  const users: StoredResource[] = [];
  for await (const read of readAll(partition, from, count)) {
    users.push(...read);
    if (users.length >= count) break;
  }
  return users.slice(0, count);
}

async function keyAt(partition: Partition, index: number): Promise<string | undefined> {
  let before = 0;
  for await (const keys of readAllKeys(partition)) {
    if (index <= before + keys.length) return keys[index - before - 1];
    before += keys.length;
  }
  return undefined;
}
