import { labelInvalid } from './credentialErrors.ts';

/**
 * Whether a text fits a terminal's table and a log row: not blank, without control characters, of `maxLength`
 * characters at most.
 */
export function isPrintable(text: string, maxLength: number): boolean {
  return text.trim() !== '' && Array.from(text).length <= maxLength && /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(text);
}

/**
 * Checks the label of a credential.
 *
 * @throws ScimError 400
 */
export function checkLabel(label: string): void {
  if (!isPrintable(label, 64)) throw labelInvalid();
}
