import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The only account of a local storage. It has Azurite's name, so that addresses stay compatible. */
export const account = 'devstoreaccount1';

/**
 * Azurite's own key. It is public and protects nothing: only a storage in memory and the user's own Azurite use it.
 */
export const publishedKey =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const keyFile = 'account.key';

export function newAccountKey(): string {
  return randomBytes(64).toString('base64');
}

/**
 * The key of a data folder; undefined if it has none yet.
 *
 * @throws an Error with a plain sentence if the file holds no key
 */
export function readAccountKey(folder: string): string | undefined {
  const file = join(folder, keyFile);
  if (!existsSync(file)) return undefined;
  const key = readFileSync(file, 'utf8').trim();
  if (/^[A-Za-z0-9+/]{86}==$/.test(key)) return key;
  throw new Error(
    `${file} holds no account key. Delete it: the next start makes another one, and the data stay. Connection strings with the old one end.`,
  );
}

/** The same, created if missing. Call it only while holding the data folder. */
export function ensureAccountKey(folder: string): string {
  const existing = readAccountKey(folder);
  if (existing !== undefined) return existing;
  const key = newAccountKey();
  const file = join(folder, keyFile);
  const part = openSync(`${file}.part`, 'w', 0o600);
  writeSync(part, `${key}\n`);
  fsyncSync(part);
  closeSync(part);
  renameSync(`${file}.part`, file);
  return key;
}
