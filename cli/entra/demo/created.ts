import { stringOr } from '../json.ts';
import type { ProvisioningClient } from '../wire/client.ts';

/** A client that notes in `ids` whom it has made and not removed again: by the service's ids, whatever else it returns. */
export function noting(client: ProvisioningClient, ids: Set<string>): ProvisioningClient {
  return {
    ...client,
    async create(kind, mapped) {
      const answer = await client.create(kind, mapped);
      const id = stringOr(answer.body.id);
      if (answer.status === 201 && id !== '') ids.add(id);
      return answer;
    },
    async remove(kind, id) {
      const answer = await client.remove(kind, id);
      if (answer.status === 204 || answer.status === 404) ids.delete(id);
      return answer;
    },
  };
}
