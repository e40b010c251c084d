import type { ScimClient } from './client.ts';
import { usersOf } from './client.ts';
import { ProvisioningFailure } from './failure.ts';
import type { JsonObject } from './json.ts';

/** Small on purpose: reading 25 people takes several pages. */
const smallPage = 10;

/**
 * Reads every user, page by page, as Entra's account discovery does. Discovery goes by `startIndex` and `totalResults`,
 * so an answer that has them wrong would lose people: that ends the demonstration (RFC 7644 section 3.4.2.4).
 */
export async function readBack(client: ScimClient, pageSize = smallPage): Promise<readonly JsonObject[]> {
  const users: JsonObject[] = [];
  for (;;) {
    const startIndex = users.length + 1;
    const answer = await client.list(startIndex, pageSize);
    const page = usersOf(answer);
    const total = answer.body.totalResults;
    users.push(...page);
    const echoed = total === 0 || answer.body.startIndex === startIndex;
    if (answer.status !== 200 || typeof total !== 'number' || !echoed || users.length > total) {
      throw new ProvisioningFailure(
        'paging',
        `GET /Users?startIndex=${startIndex}&count=${pageSize} has to echo startIndex and count everybody in totalResults; ` +
          `it answered ${answer.status}, startIndex ${String(answer.body.startIndex)}, totalResults ${String(total)}. ` +
          'The log of the service says more.',
      );
    }
    if (users.length === total) return users;
    if (page.length === 0) {
      throw new ProvisioningFailure(
        'paging',
        `GET /Users says totalResults ${total}, but startIndex ${startIndex} gives an empty page. Check how the service counts.`,
      );
    }
  }
}
