import cliProgress from 'cli-progress';
import { ScimError } from '../shared/scim/error.ts';

/** Progress of a long operation: one line that is overwritten at a terminal, a line every few seconds elsewhere. */
export interface Progress {
  /** @param part drawn as a bar; undefined if the total is unknown. */
  show(text: string, part?: ProgressPart): void;
}

interface ProgressPart {
  readonly done: number;
  readonly of: number;
}

/** Time between two lines if there is no terminal. */
const lineIntervalMs = 5_000;

/**
 * Runs a long operation that may be interrupted, and shows its progress on standard error.
 *
 * @param goOn the command that continues it, printed after Ctrl-C or an error.
 */
export async function withProgress<Result>(
  goOn: string,
  run: (progress: Progress) => Promise<Result>,
): Promise<Result> {
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    format: process.stderr.isTTY ? drawBar : textOf,
    clearOnComplete: true,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: lineIntervalMs,
  });
  let started = false;
  const show = (text: string, part: ProgressPart = { done: 0, of: 0 }) => {
    if (!started) bar.start(part.of, part.done, { text });
    started = true;
    bar.setTotal(part.of);
    bar.update(part.done, { text });
  };
  const interrupt = (signal: NodeJS.Signals) => {
    bar.stop();
    process.stderr.write(`\n${goOn}\n`);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await run({ show });
  } catch (error) {
    bar.stop();
    // A refusal came before any work, so there is nothing to continue.
    const refused = error instanceof ScimError && error.status < 500;
    if (!refused) process.stderr.write(`${goOn}\n`);
    throw error;
  } finally {
    bar.stop();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

function drawBar(options: cliProgress.Options, params: cliProgress.Params, payload: unknown): string {
  const { progress, total } = params;
  const text = textOf(options, params, payload);
  return total === 0 ? text : `${cliProgress.Format.BarFormat(progress, options)}  ${text}`;
}

/** In a file or a pipe a bar is noise. */
function textOf(_options: cliProgress.Options, _params: cliProgress.Params, payload: unknown): string {
  return typeof payload === 'object' && payload !== null && 'text' in payload ? String(payload.text) : '';
}
