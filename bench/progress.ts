import cliProgress from 'cli-progress';

/** How far a run has come, on standard error: a bar at a terminal, and a line for each step elsewhere. */
export interface BenchProgress {
  /** @param done part of the run, 0 to 1. */
  readonly show: (done: number, text: string) => void;
  readonly end: () => void;
}

export function benchProgress(stream: NodeJS.WriteStream): BenchProgress {
  if (!stream.isTTY) {
    return {
      show: (done, text) => stream.write(`${String(Math.round(done * 100)).padStart(3)} %  ${text}\n`),
      end: () => undefined,
    };
  }
  const bar = new cliProgress.SingleBar({
    stream,
    format: '{bar} {percentage} %  {text}',
    barsize: 24,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(100, 0, { text: '' });
  return {
    show(done, text) {
      bar.update(Math.round(done * 100), { text });
    },
    end() {
      bar.stop();
    },
  };
}
