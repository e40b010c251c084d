import { access, open, type FileHandle } from 'node:fs/promises';
import { InputError } from './exitCode.ts';

/** Advice for error codes of the file system. */
const advice: Readonly<Record<string, string>> = {
  EEXIST: 'is there already. Give a name that no file has.',
  ENOENT: 'is not there. Look for a typing error in its path.',
  EACCES: 'cannot be opened: your account has no right to it.',
  EISDIR: 'is a folder. Give the name of a file.',
};

/**
 * Opens a file that the user named.
 *
 * @param flags `r` to read it, `wx` to create it for its owner only.
 * @throws Error that says what to do.
 */
export async function openFile(file: string, flags: 'r' | 'wx'): Promise<FileHandle> {
  try {
    return await open(file, flags, 0o600);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new InputError(`${file} ${advice[code] ?? `can not be opened (${code}).`}`, { cause: error });
  }
}

/**
 * @param why the message if a file of this name exists.
 * @throws Error if it exists.
 */
export async function requireNoFile(file: string, why = advice.EEXIST): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw new InputError(`${file} ${why}`);
}

/**
 * Reads a file line by line. Node's own `readLines` ends a line at U+2028 and U+2029 too.
 *
 * @throws Error that says what to do.
 */
export async function withLines<Result>(
  file: string,
  use: (lines: AsyncIterable<string>) => Promise<Result>,
): Promise<Result> {
  const handle = await openFile(file, 'r');
  try {
    return await use(linesIn(handle.createReadStream({ encoding: 'utf8', autoClose: false })));
  } finally {
    await handle.close();
  }
}

async function* linesIn(pieces: AsyncIterable<unknown>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const [first = '', ...others] = String(piece).split('\n');
    rest += first;
    for (const next of others) {
      yield rest;
      rest = next;
    }
  }
  if (rest !== '') yield rest;
}
