import { bodyTextBroken, bodyTooDeep, bodyTooManyMembers } from '../scim/errors/request.ts';

/** Nesting of arrays and objects beyond which a body is refused. */
export const maxJsonDepth = 32;

/** Members of one object beyond which a body is refused: to go through tens of thousands takes long, whoever does it. */
export const maxJsonMembers = 5_000;

const [quote, backslash, colon, u] = [0x22, 0x5c, 0x3a, 0x75];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Bounds the depth of a JSON text and the members of its objects, and refuses strings that could not be stored and returned as they came. The text is
 * looked at and not what is made of it: to walk through hundreds of thousands of small values takes much longer. What is
 * no JSON the parser finds.
 *
 * @param text well-formed, as a decoder of UTF-8 gives it.
 * @throws ScimError 400 `invalidSyntax`, `invalidValue`
 */
export function checkJsonText(text: string): void {
  const members = [0];
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === quote) at = endOfString(text, at);
    else if (character === openBrace || character === openBracket) {
      depth += 1;
      if (depth > maxJsonDepth) {
        throw bodyTooDeep(maxJsonDepth);
      }
      members[depth] = 0;
    } else if (character === closeBrace || character === closeBracket) depth -= 1;
    else if (character === colon) {
      const count = (members[depth] ?? 0) + 1;
      if (count > maxJsonMembers) {
        throw bodyTooManyMembers(maxJsonMembers);
      }
      members[depth] = count;
    }
  }
}

/** The position of the quote that ends the string at `start`; the end of the text if there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const character = text.charCodeAt(at);
    if (character === quote) return at;
    at = character === backslash ? endOfEscape(text, at) : at + 1;
  }
  return at;
}

/** The position behind an escape: of both halves where it is that of a surrogate, which must not stand alone. */
function endOfEscape(text: string, at: number): number {
  if (text.charCodeAt(at + 1) !== u) return at + 2;
  const unit = escapedUnit(text, at);
  if (unit < 0xd800 || unit > 0xdfff) return at + 6;
  const next = unit < 0xdc00 ? escapedUnit(text, at + 6) : 0;
  if (next < 0xdc00 || next > 0xdfff) throw bodyTextBroken();
  return at + 12;
}

/** The UTF-16 unit of an escape `\uXXXX`; 0 where none is there. */
function escapedUnit(text: string, at: number): number {
  const escape = text.slice(at, at + 6);
  return /^\\u[\dA-Fa-f]{4}$/.test(escape) ? Number.parseInt(escape.slice(2), 16) : 0;
}
