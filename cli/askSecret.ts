import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Terminal } from './confirm.ts';

/**
 * Asks for a secret at the terminal, without showing what is typed. Undefined if there is no terminal, and after
 * Ctrl-C or Ctrl-D.
 */
export async function askSecret(
  question: string,
  input: Terminal = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<string | undefined> {
  if (input.isTTY !== true) return undefined;
  const silent = new Writable({
    write(_text, _encoding, done) {
      done();
    },
  });
  output.write(question);
  const line = createInterface({ input, output: silent, terminal: true });
  const ended = new AbortController();
  line.once('close', () => {
    ended.abort();
  });
  try {
    return await line.question('', { signal: ended.signal });
  } catch (error) {
    if (!ended.signal.aborted) throw error;
    return undefined;
  } finally {
    line.close();
    output.write('\n');
  }
}
