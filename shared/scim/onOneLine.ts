/**
 * Makes foreign text safe for a terminal: without line ends, and without control characters that could colour, move
 * or overwrite other text or reverse its direction.
 */
export function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
