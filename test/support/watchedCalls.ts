import type { Reply } from './client.ts';
import type { WatchedService } from './faultyService.ts';
import type { StorageCall, Treatment } from './storageProxy.ts';

/** A request, and the storage calls that it made. */
export interface Watched {
  readonly reply: Reply;
  readonly calls: readonly string[];
}

/** Sends a request of a tenant that is known from the request before, and tells the calls that it makes. */
export async function callsOf(
  { client, proxy }: WatchedService,
  method: string,
  path: string,
  body?: object,
  headers?: Readonly<Record<string, string>>,
): Promise<Watched> {
  proxy.forget();
  const reply = await client.send(method, path, body, headers);
  return { reply, calls: proxy.calls.map(nameOf) };
}

function nameOf({ method, url }: StorageCall): string {
  if (url.includes('$batch')) return 'transaction';
  return `${method} ${/\/devstoreaccount\d+\/(\w+)\(PartitionKey=/.test(url) ? 'point' : 'range'}`;
}

/**
 * Holds calls back until as many have come as the round has: a request that makes its calls one after the other would
 * never be answered. What comes after the last round passes.
 */
export function inRounds(...sizes: readonly number[]): () => Promise<Treatment> {
  const rounds = sizes.map((size) => ({ left: size, ...Promise.withResolvers<Treatment>() }));
  return () => {
    const round = rounds.find(({ left }) => left > 0);
    if (round === undefined) return Promise.resolve('pass');
    round.left -= 1;
    if (round.left === 0) round.resolve('pass');
    return round.promise;
  };
}
