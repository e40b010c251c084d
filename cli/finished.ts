import type { Writable } from 'node:stream';

/** Waits until what was written has left the process: ending it would cut off what a slow reader has not taken yet. */
export async function finished(streams: readonly Writable[]): Promise<void> {
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
}
