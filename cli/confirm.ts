import { createInterface } from 'node:readline/promises';
import { InputError } from './exitCode.ts';

/** An input stream that may be a terminal. */
export type Terminal = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/**
 * Whether a person who reads the text can type it: visible characters only, single spaces between words, and the
 * letters that a keyboard makes.
 */
export function isTypable(text: string): boolean {
  return (
    /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+(?: [\p{L}\p{M}\p{N}\p{P}\p{S}]+)*$/u.test(text) &&
    text === text.normalize('NFC')
  );
}

/**
 * Asks a person to type a word. Ctrl-C and Ctrl-D mean no.
 *
 * @param otherwise what to do if nobody can be asked.
 * @throws Error if there is no terminal.
 */
export async function confirmByTyping(
  question: string,
  word: string,
  otherwise: string,
  input: Terminal = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<boolean> {
  if (input.isTTY !== true)
    throw new InputError(`Nobody can be asked: standard input is no terminal. ${otherwise}`);
  const lines = createInterface({ input, output, terminal: true });
  const ended = new AbortController();
  lines.once('close', () => {
    ended.abort();
  });
  try {
    return (await lines.question(question, { signal: ended.signal })).trim() === word;
  } catch (error) {
    if (!ended.signal.aborted) throw error;
    output.write('\n');
    return false;
  } finally {
    lines.close();
  }
}
