import { isObject, parseJson, type JsonObject } from '../../shared/scim/json.ts';
import { represent, type StoredResource } from '../../shared/scim/represent.ts';
import { createdResource } from '../../shared/scim/user.ts';
import { enterprise, person } from '../../test/support/people.ts';
import { idOf, keyOf, rules } from '../people.ts';
import { user as type } from '../../test/support/types.ts';

export const baseUrl = 'https://scim.example.com/scim/bench';

const names = ['Maya Lindqvist', '山田 愛子', 'Zofia Wiśniewska', 'Siobhán O’Brien', 'Иван Петров'];
const titles = ['Engineer', 'Counsel', 'Główna księgowa', 'Chemist', 'Account manager', 'Director'];

/**
 * What Entra sends to create user `n`: names of all scripts, every third with a second address, every twentieth
 * disabled, every tenth without department.
 */
export function userBody(n: number): JsonObject {
  const key = keyOf(n);
  const work = { primary: true, type: 'work', value: `${key}@mail${n % 7}.example.com` };
  const home = { type: 'home', value: `${key}@home.example.com` };
  const body = person(key, {
    displayName: names[n % names.length],
    title: titles[n % titles.length],
    active: n % 20 !== 0,
    emails: n % 3 === 0 ? [work, home] : [work],
    ...(n % 10 === 0 ? { [enterprise]: undefined } : {}),
  });
  return asObject(JSON.stringify(body));
}

function asObject(text: string): JsonObject {
  const value = parseJson(text);
  if (!isObject(value)) throw new Error('A user is no object.');
  return value;
}

/** User `n` as the store has it; its secrets are not sealed here, which makes no difference. */
export function storedUser(n: number): StoredResource {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
  const attributes = createdResource(rules, userBody(n));
  // As it comes out of storage.
  const parsed = asObject(JSON.stringify(attributes));
  return { id: idOf(n), version: keyOf(n), created: at, lastModified: at, attributes: parsed };
}

/** Users as filters see them. */
export function representedUsers(count: number): readonly JsonObject[] {
  return Array.from({ length: count }, (_, n) => represent(type, storedUser(n), baseUrl));
}
