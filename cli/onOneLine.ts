/**
 * Text that somebody else has written, as it may stand at a terminal: without line ends, and without the control
 * characters by which it could colour, move or overwrite what stands there, or turn its direction.
 */
export function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
