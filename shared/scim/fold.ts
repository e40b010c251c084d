// Full case folding maps no character to the Turkish dotless i's pair (CaseFolding.txt marks it T, for Turkic only).
const dotlessI = '\u{131}';

/**
 * The form under which strings that are not `caseExact` are compared, and under which they become keys: NFC, then
 * Unicode full case folding code point by code point. Without context: JavaScript's own lower-casing turns a Σ
 * at the end of a word into ς, and "ΟΔΟΣ" would not find "οδοσ".
 */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text.normalize('NFC')) folded += foldCharacter(character);
  return folded;
}

/** Lower, upper, lower reaches the full folding (ß and ẞ → ss, ſ → s, ﬁ → fi) with the platform's own tables. */
function foldCharacter(character: string): string {
  if (character === dotlessI) return character;
  let folded = '';
  for (const upper of character.toLowerCase().toUpperCase()) folded += upper.toLowerCase();
  return folded;
}

/** Such a text is folded by lower-casing it. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
