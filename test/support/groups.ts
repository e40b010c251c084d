import { expect } from 'vitest';
import type { Client, ReplyBody } from './client.ts';
import { person, type Body } from './people.ts';

export const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** Makes users and groups of a tenant, each with a name of its own, and tells who is a member of what. */
export function groupsOf({ client }: { readonly client: Client }) {
  let serial = 0;

  async function made(path: string, body: Body): Promise<ReplyBody> {
    const reply = await client.send('POST', path, body);
    expect(reply.status, reply.text).toBe(201);
    return reply.body;
  }

  const users = async (count: number): Promise<readonly string[]> => {
    const names = Array.from({ length: count }, () => `member${(serial += 1)}`);
    return (await Promise.all(names.map((name) => made('/Users', person(name))))).map(({ id }) => id);
  };
  const group = (members: readonly string[] = [], more: Body = {}): Promise<ReplyBody> => {
    const displayName = `Group ${(serial += 1)}`;
    return made('/Groups', { schemas: [groupUrn], displayName, members: members.map(named), ...more });
  };
  /** In the order of their ids. */
  const membersOf = async (id: string): Promise<readonly string[]> =>
    valuesIn((await client.send('GET', `/Groups/${id}`)).body.members);
  const groupsOfUser = async (id: string): Promise<readonly string[]> =>
    valuesIn((await client.send('GET', `/Users/${id}`)).body.groups);
  return { users, group, membersOf, groupsOfUser };
}

export const named = (value: string): Body => ({ value });

/** The `value` of each element, sorted; none of what is absent. */
export function valuesIn(elements: unknown): readonly string[] {
  if (elements === undefined) return [];
  expect(elements).toBeInstanceOf(Array);
  const all = elements as { readonly value: string }[];
  expect(all.length).toBeGreaterThan(0);
  return all.map(({ value }) => value).toSorted();
}
