import { setImmediate as nextTurn } from 'node:timers/promises';
import { storageUnavailable } from '../../store/storageError.ts';

/** Milliseconds after which a list lets other requests of the process have their turn. */
const turn = 20;

/**
 * Keeps a long evaluation from standing in everybody's way, and ends it when the request's time is over.
 *
 * @throws ScimError 503
 */
export function pacer(signal: AbortSignal): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < turn) return undefined;
    if (signal.aborted) throw storageUnavailable(signal.reason);
    return nextTurn().then(() => {
      since = performance.now();
    });
  };
}
