import { ProvisioningFailure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import { resourcesOf } from '../mapping/target.ts';
import type { EntryKind } from '../source/entry.ts';
import type { ProvisioningClient } from './client.ts';

/**
 * Every user or group of the service, page by page, as Entra's account discovery reads them. Discovery goes by `startIndex` and
 * `totalResults`, so an answer that has them wrong would lose people (RFC 7644 section 3.4.2.4).
 */
export async function readAll(
  client: ProvisioningClient,
  kind: EntryKind,
  pageSize: number,
  told: (done: number, total: number) => void = () => undefined,
): Promise<readonly JsonObject[]> {
  const all: JsonObject[] = [];
  for (;;) {
    const startIndex = all.length + 1;
    const { status, body, request } = await client.list(kind, startIndex, pageSize);
    const page = resourcesOf(body);
    const total = body.totalResults;
    all.push(...page);
    // A service may leave startIndex out of a first page.
    const echoed = body.startIndex === startIndex || (startIndex === 1 && body.startIndex === undefined);
    if (status !== 200 || typeof total !== 'number' || !(echoed || total === 0) || all.length > total) {
      throw new ProvisioningFailure(
        'paging',
        `${request} has to echo startIndex and count everybody in totalResults; ` +
          `it answered ${status}, startIndex ${String(body.startIndex)}, totalResults ${String(total)}. ` +
          'The log of the service says more.',
      );
    }
    told(all.length, total);
    if (all.length === total) return all;
    if (page.length === 0) {
      throw new ProvisioningFailure(
        'paging',
        `${request} says totalResults ${total}, and gives an empty page. Check how the service counts.`,
      );
    }
  }
}
