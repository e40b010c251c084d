import { labelInvalid } from './credentialErrors.ts';

/** Whether text can stand in a table at a terminal and in a log row. `maxLength` in characters. */
export function isPrintable(text: string, maxLength: number): boolean {
  return text.trim() !== '' && Array.from(text).length <= maxLength && /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(text);
}

/**
 * What people call a credential.
 *
 * @throws ScimError 400
 */
export function checkLabel(label: string): void {
  if (!isPrintable(label, 64)) throw labelInvalid();
}
