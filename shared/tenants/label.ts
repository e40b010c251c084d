import { TenantError } from './change.ts';

/** Whether text can stand in a table at a terminal and in a log row. `most` in characters. */
export function isPrintable(text: string, most: number): boolean {
  return text.trim() !== '' && Array.from(text).length <= most && /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(text);
}

/**
 * What people call a credential.
 *
 * @throws TenantError 400
 */
export function checkLabel(label: string): void {
  if (!isPrintable(label, 64)) throw new TenantError(400, 'A label has 1 to 64 printable characters.');
}
