import { request } from 'node:http';
import { json } from 'node:stream/consumers';

/** What `watchLoop.ts` has seen since it was last asked. */
export interface LoopFigures {
  /** Milliseconds of processor time for which the event loop was held at once. */
  readonly longestSlice: number;
  /** Bytes. */
  readonly rss: number;
}

export async function readLoop(socketPath: string): Promise<LoopFigures> {
  const found = await new Promise<unknown>((resolve, reject) => {
    request({ socketPath, path: '/' }, (response) => {
      json(response).then(resolve, reject);
    })
      .on('error', reject)
      .end();
  });
  if (typeof found === 'object' && found !== null && 'longestSlice' in found && 'rss' in found)
    return { longestSlice: Number(found.longestSlice), rss: Number(found.rss) };
  throw new Error('The service does not tell how its event loop does.');
}
