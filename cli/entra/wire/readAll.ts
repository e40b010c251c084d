import { ProvisioningFailure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import { resourcesOf } from '../mapping/target.ts';
import type { EntryKind } from '../source/entry.ts';
import type { ProvisioningClient } from './client.ts';

/**
 * Reads all users or groups page by page, as Entra's account discovery does. It relies on `startIndex` and `totalResults`: if they
 * are wrong, it would miss people (RFC 7644 section 3.4.2.4).
 *
 * @throws ProvisioningFailure if a page's numbers are wrong.
 */
export async function readAll(
  client: ProvisioningClient,
  kind: EntryKind,
  pageSize: number,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<readonly JsonObject[]> {
  const all: JsonObject[] = [];
  for (;;) {
    const startIndex = all.length + 1;
    const { status, body, request } = await client.list(kind, startIndex, pageSize);
    const page = resourcesOf(body);
    const total = body.totalResults;
    all.push(...page);
    // A service may omit startIndex in the first page.
    const echoed = body.startIndex === startIndex || (startIndex === 1 && body.startIndex === undefined);
    if (status !== 200 || typeof total !== 'number' || !(echoed || total === 0) || all.length > total) {
      throw new ProvisioningFailure(
        'paging',
        `${request} has to echo startIndex and give the number of all resources in totalResults. ` +
          `The answer was ${status}, startIndex ${String(body.startIndex)}, totalResults ${String(total)}. ` +
          'The log of the service says more.',
      );
    }
    progress(all.length, total);
    if (all.length === total) return all;
    if (page.length === 0) {
      throw new ProvisioningFailure(
        'paging',
        `${request} answered totalResults ${total} and an empty page. Check how the service counts.`,
      );
    }
  }
}
