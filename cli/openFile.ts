import { open, type FileHandle } from 'node:fs/promises';

/** What a person can do about the codes of the file system. */
const advice: Readonly<Record<string, string>> = {
  EEXIST: 'is there already. Give a name that no file has.',
  ENOENT: 'is not there. Look for a typing error in its path.',
  EACCES: 'can not be opened: whoever runs this has no right to it.',
  EISDIR: 'is a folder. Give the name of a file.',
};

/**
 * Opens a file that somebody has named.
 *
 * @param flags `r` to read it, `wx` to make it: then nobody else can read it.
 * @throws Error that says what to do.
 */
export async function openFile(file: string, flags: 'r' | 'wx'): Promise<FileHandle> {
  try {
    return await open(file, flags, 0o600);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new Error(`${file} ${advice[code] ?? `can not be opened (${code}).`}`, { cause: error });
  }
}
