import type { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Waits until the output has left the process: exiting earlier would cut off what a slow reader has not read. */
export async function waitForOutput(streams: readonly Writable[]): Promise<void> {
  await Promise.all(
    streams
      .filter(({ writable, writableLength }) => writable && writableLength > 0)
      .map(
        (stream) =>
          new Promise<void>((resolve) =>
            stream.write('', () => {
              resolve();
            }),
          ),
      ),
  );
  // Node reports a failed write in the next turn of the event loop, even if it failed at once. Exiting earlier would
  // hide it.
  await nextTurn();
}

/** Exits when the reader closes the pipe (`| head`): that is no failure. */
export function exitWhenReaderCloses(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
