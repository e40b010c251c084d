import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The one account of a local storage. Azurite's own name for it, so that addresses stay what they were. */
export const account = 'devstoreaccount1';

/** Azurite's own key. It is published, and so it guards nothing: only a storage in memory may have it, or somebody's own Azurite. */
export const publishedKey =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const keyFile = 'account.key';

export function newAccountKey(): string {
  return randomBytes(64).toString('base64');
}

/**
 * The key of a data folder; undefined where it has none yet.
 *
 * @throws an Error with a plain sentence where the file holds no key
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

/** The same, made where there is none. Only who holds the data may ask. */
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
