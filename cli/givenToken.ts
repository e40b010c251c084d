import { readFile } from 'node:fs/promises';
import { askSecret } from './askSecret.ts';

/**
 * The secret token for a command that calls a service: from the file, else from SCIM_TOKEN, else asked for. It never stands
 * on the command line, which `ps` shows.
 *
 * @returns as it was given, white space and all; undefined where it was not, and nobody sits at a terminal.
 */
export async function givenToken(file: string | undefined): Promise<string | undefined> {
  if (file !== undefined) return secretIn(file);
  const { SCIM_TOKEN: given = '' } = process.env;
  return given === '' ? askSecret('Secret token (it is not shown): ') : given;
}

/** @throws Error where the file can't be read. */
export async function secretIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new Error(`The file ${file} can't be read.`);
  }
}
