import type { ScimClient } from './client.ts';
import { stringOr } from './json.ts';

/** A client that notes in `ids` whom it has made and not removed again: by the service's ids, whatever else it returns. */
export function noting(client: ScimClient, ids: Set<string>): ScimClient {
  return {
    ...client,
    async create(mapped) {
      const answer = await client.create(mapped);
      const id = stringOr(answer.body.id);
      if (answer.status === 201 && id !== '') ids.add(id);
      return answer;
    },
    async remove(id) {
      const answer = await client.remove(id);
      if (answer.status === 204 || answer.status === 404) ids.delete(id);
      return answer;
    },
  };
}
