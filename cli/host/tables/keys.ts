/**
 * A key as SQLite stores it: UTF-16, high byte first. Its bytes then sort by UTF-16 code units, as in Azure and with
 * JavaScript's `<`; SQLite's default, UTF-8, sorts differently beyond U+FFFF.
 */
export function bytesOfKey(key: string): Buffer {
  return Buffer.from(key, 'utf16le').swap16();
}

export function keyOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).swap16().toString('utf16le');
}

/** The next key in that order: no key lies between the two. */
export function successorOf(key: string): string {
  return `${key}\0`;
}
