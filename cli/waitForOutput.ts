import type { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Waits until what was written has left the process: ending it would cut off what a slow reader has not taken yet. */
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
  // That a write has failed, also one that was made at once, is told in the next turn: who ends before never hears of it.
  await nextTurn();
}

/** Who has read enough (`| head`) closes the pipe: that is no failure. */
export function exitWhenReaderCloses(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
