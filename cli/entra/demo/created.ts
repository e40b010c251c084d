import { stringOr } from '../json.ts';
import type { EntryKind } from '../source/entry.ts';
import type { ProvisioningClient } from '../wire/client.ts';

/** What a run has created and not removed again: the kind, by the id that the service gave. */
export type Created = Map<string, EntryKind>;

/** A client that notes what it creates, by the service's ids. */
export function noting(client: ProvisioningClient, created: Created): ProvisioningClient {
  return {
    ...client,
    async create(kind, mapped) {
      const answer = await client.create(kind, mapped);
      const id = stringOr(answer.body.id);
      if (answer.status === 201 && id !== '') created.set(id, kind);
      return answer;
    },
    async remove(kind, id) {
      const answer = await client.remove(kind, id);
      if (answer.status === 204 || answer.status === 404) created.delete(id);
      return answer;
    },
  };
}
