import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Client } from './client.ts';

/** Somebody who reads a group all the time. */
export interface MembersWatch {
  /**
   * Stops reading. Fails if anything but one of the memberships was ever seen, or an earlier one after a later one.
   *
   * @param more memberships that came after those.
   */
  end(where: string, more?: readonly (readonly string[])[]): Promise<void>;
}

/**
 * Reads a group again and again, while it is changed, and the groups of one of its members.
 *
 * @param states the memberships that it has, in this order.
 * @param pauseMs between two reads.
 */
export function watchMembers(
  client: Client,
  id: string,
  states: readonly (readonly string[])[],
  pauseMs: number,
): MembersWatch {
  const [user = ''] = states.at(-1) ?? [];
  /** What was seen, in the order in which it was: a membership, or whether the user says that it is a member. */
  const seen: (string | boolean)[] = [];
  const ended = new AbortController();

  async function read(): Promise<void> {
    const { body } = await client.send('GET', `/Groups/${id}`);
    const members = ((body.members ?? []) as { readonly value: string }[]).map(({ value }) => value);
    seen.push(textOf(members));
    const groups = (await client.send('GET', `/Users/${user}`)).body.groups ?? [];
    seen.push((groups as { readonly value: string }[]).some(({ value }) => value === id));
  }

  const reading = (async () => {
    while (!ended.signal.aborted) {
      await read();
      await pause(pauseMs);
    }
  })();
  return {
    async end(where, more = []) {
      ended.abort();
      await reading;
      await read();
      const all = [...states, ...more].map((members) => ({
        text: textOf(members),
        has: members.includes(user),
      }));
      let state = 0;
      for (const each of seen) {
        const next = all.findIndex(({ text, has }, n) => n >= state && (each === text || each === has));
        expect(next, `${where}: ${String(each).slice(0, 80)} after state ${state}`).not.toBe(-1);
        state = next;
      }
    },
  };
}

function textOf(members: readonly string[]): string {
  return members.toSorted().join(' ');
}
