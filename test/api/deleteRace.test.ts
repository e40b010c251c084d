import { describe, expect, test } from 'vitest';
import { filterQuery, patch, person, uniflow, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const { client } = await useTenant();

const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

async function listed(filter: string): Promise<Record<string, unknown>[]> {
  const { body } = await client.send('GET', `/Users?${filterQuery(filter)}`);
  return body.Resources;
}

describe('a DELETE in the middle of PATCHes', () => {
  const rounds = 12;
  const patches = 10;
  const name = (round: number, i: number): string => `race-${round}-${i}`;

  /** Only adds: a PATCH that also takes a row away would be in the DELETE's way by that alone. */
  const addition = (round: number, i: number): Body =>
    i === round % patches
      ? patch({ op: 'Add', path: 'cardNumber', value: name(round, i) })
      : patch({ op: 'Add', path: 'emails', value: [{ type: 't', value: `${name(round, i)}@x.example` }] });

  /** Somebody is deleted, in every round somewhere else among PATCHes that add a card and addresses. */
  async function race(round: number): Promise<void> {
    const bare = { emails: [], [uniflow]: null };
    const { id } = (await client.send('POST', '/Users', person(`racer${round}`, bare))).body;
    const changes = many(patches, (i) => addition(round, i));
    const requests = [...changes.slice(0, round % patches), undefined, ...changes.slice(round % patches)];
    const replies = await Promise.all(
      requests.map((body) => client.send(body === undefined ? 'DELETE' : 'PATCH', `/Users/${id}`, body)),
    );
    for (const [i, { status }] of replies.entries())
      expect(requests[i] === undefined ? [204] : [200, 404]).toContain(status);
    expect((await client.send('GET', `/Users/${id}`)).status).toBe(404);
  }

  test(
    'leaves no row behind: no filter finds it, and all it had can be used at once',
    { timeout: 90_000 },
    async () => {
      const total = (await client.send('GET', '/Users')).body.totalResults;
      // All at once: in the crowd there is time between the DELETE's read and its write.
      await Promise.all(many(rounds, race));
      expect((await client.send('GET', '/Users')).body.totalResults).toBe(total);
      const names = many(rounds, (round) => many(patches, (i) => name(round, i))).flat();
      for (const left of names) {
        for (const filter of [`cardNumber eq "${left}"`, `emails.value eq "${left}@x.example"`])
          expect([filter, await listed(filter)]).toEqual([filter, []]);
        const emails = [{ type: 't', value: `${left}@x.example` }];
        const again = await client.send(
          'POST',
          '/Users',
          person(left, { emails, [uniflow]: { cardNumber: left } }),
        );
        expect([left, again.status]).toEqual([left, 201]);
        expect((await client.send('DELETE', `/Users/${again.body.id}`)).status).toBe(204);
      }
      for (let round = 0; round < rounds; round += 1)
        expect((await client.send('POST', '/Users', person(`racer${round}`))).status).toBe(201);
    },
  );

  test('16 concurrent DELETEs: one 204, the others 404, and the count is right', async () => {
    const total = (await client.send('GET', '/Users')).body.totalResults;
    const id = (await client.send('POST', '/Users', person('victim'))).body.id;
    const replies = await Promise.all(many(16, () => client.send('DELETE', `/Users/${id}`)));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([204, ...many(15, () => 404)]);
    expect((await client.send('GET', '/Users')).body.totalResults).toBe(total);
  });
});
