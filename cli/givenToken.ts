import { readFile } from 'node:fs/promises';
import { askSecret } from './askSecret.ts';
import { mayBeShown, readAddress } from './doctor/address.ts';
import { InputError } from './exitCode.ts';

/**
 * The secret token for a command that calls a service: from the file, else from SCIM_TOKEN, else asked for. It never stands
 * on the command line, which `ps` shows. Nobody is asked for a token that there is nobody to show to.
 *
 * @returns as it was given, white space and all; undefined where it was not, and nobody sits at a terminal.
 */
export async function givenToken(tenantUrl: string, file: string | undefined): Promise<string | undefined> {
  if (file !== undefined) return secretIn(file);
  const { SCIM_TOKEN: given = '' } = process.env;
  if (given !== '') return given;
  return mayBeShown(readAddress(tenantUrl).url) ? askSecret('Secret token (it is not shown): ') : undefined;
}

/** @throws Error where the file can't be read. */
export async function secretIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new InputError(`The file ${file} can't be read.`);
  }
}
