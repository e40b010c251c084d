import { afterEach, beforeEach, expect } from 'vitest';
import { enterprise, patch, person, type Body } from './people.ts';
import { useTenant } from './useTenant.ts';

/** Gives each test of the file that calls it, at its top level, a user of its own without any element. */
export async function usePatchedUser() {
  const { client } = await useTenant();
  let id: string;
  let count = 0;
  beforeEach(async () => {
    count += 1;
    const bare = { emails: [], addresses: [], phoneNumbers: [], [enterprise]: null };
    id = (await client.send('POST', '/Users', person(`user${count}`, bare))).body.id;
  });
  afterEach(() => client.send('DELETE', `/Users/${id}`));
  return {
    client,
    id: () => id,
    /** Differs from those of the users of other tests. */
    name: () => `user${count}`,
    /** PATCHes and gives back the answer, which GET must repeat. */
    patched: async (...operations: readonly Body[]): Promise<Record<string, unknown>> => {
      const reply = await client.send('PATCH', `/Users/${id}`, patch(...operations));
      expect(reply.text).not.toContain('scimType');
      expect(reply.status).toBe(200);
      expect((await client.send('GET', `/Users/${id}`)).body).toEqual(reply.body);
      return reply.body;
    },
  };
}
