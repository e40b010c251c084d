/**
 * Keys as SQLite keeps them: UTF-16, high byte first. Bytes then have the order of UTF-16 code units, which is Azure's and
 * that of JavaScript's `<`; the order of UTF-8, SQLite's own, differs beyond U+FFFF.
 */
export function bytesOfKey(key: string): Buffer {
  return Buffer.from(key, 'utf16le').swap16();
}

export function keyOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).swap16().toString('utf16le');
}

/** The next key in that order: nothing stands between the two. */
export function successorOf(key: string): string {
  return `${key}\0`;
}
