import { readFile } from 'node:fs/promises';
import { askSecret } from './askSecret.ts';
import { mayBeShown, readAddress } from '../shared/check/address.ts';
import { InputError } from './exitCode.ts';

/**
 * Reads the secret token for a command that calls a service: from a file, from SCIM_TOKEN, or from the terminal. It
 * is never an argument, because `ps` shows arguments. Does not ask if the address may not receive a token.
 *
 * @returns the text as given, including white space; undefined if there is none and no terminal.
 */
export async function givenToken(tenantUrl: string, file: string | undefined): Promise<string | undefined> {
  if (file !== undefined) return secretIn(file);
  const { SCIM_TOKEN: given = '' } = process.env;
  if (given !== '') return given;
  return mayBeShown(readAddress(tenantUrl).url) ? askSecret('Secret token (it is not shown): ') : undefined;
}

/** @throws Error if the file can't be read. */
export async function secretIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new InputError(`The file ${file} can't be read.`);
  }
}
