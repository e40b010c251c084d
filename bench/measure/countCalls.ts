import type { StorageCall, StorageProxy } from '../../test/support/storageProxy.ts';
import type { Pair, Side } from './compare.ts';

/** How much a floor's body may differ from the service's: ids and times are not of one length. */
const tolerance = 0.02;

/** Twice in a row the service does not read its tenant anew, which it does once in 30 seconds. */
const mostTries = 3;

/**
 * The storage calls of one request, counted on the wire; and whether the floor makes the same ones.
 *
 * @param pair both sides on storage behind the proxy.
 * @param tenants number of tenants that take turns.
 * @throws Error if the floor is no longer one: the service makes other storage calls now.
 */
export async function countCalls(
  name: string,
  pair: Pair,
  proxy: StorageProxy,
  tenants: number,
): Promise<number> {
  let difference = '';
  for (let tries = 0; tries < mostTries; tries += 1) {
    const service = await callsOf(pair.service, proxy, tenants);
    const floor = await callsOf(pair.floor, proxy, tenants);
    if (service.length === floor.length && service.every((call, i) => isAlike(call, floor[i])))
      return service.length;
    difference = `service: ${service.map(describe).join(', ')}\nfloor:   ${floor.map(describe).join(', ')}`;
  }
  throw new Error(
    `The floor of "${name}" makes other storage calls than the service. Make it make the same ones.\n${difference}`,
  );
}

/** Of a tenant's second request: at the first one the service reads the tenant. */
async function callsOf(side: Side, proxy: StorageProxy, tenants: number): Promise<readonly StorageCall[]> {
  const calls = await side(tenants + 1);
  await calls.at(0)?.();
  proxy.forget();
  await calls.at(-1)?.();
  return [...proxy.calls];
}

function isAlike(left: StorageCall, right: StorageCall | undefined): boolean {
  if (left.method !== right?.method) return false;
  const difference = Math.abs(left.body.length - right.body.length);
  return shapeOf(left.url) === shapeOf(right.url) && difference <= tolerance * left.body.length;
}

/** The path without its keys, and which parameters there are. */
function shapeOf(url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  return `${pathname.replace(/\(.*\)/, '()')}?${[...searchParams.keys()].toSorted().join('&')}`;
}

function describe({ method, url, body }: StorageCall): string {
  return `${method} ${shapeOf(url)} (${body.length} characters)`;
}
