import { refuse } from '../refusals.ts';

/** What a document may have, so that parsing it costs little. */
export interface XmlLimits {
  /** In UTF-8. */
  readonly bytes: number;
  /** How deep elements may be nested. */
  readonly depth: number;
  readonly elements: number;
  readonly attributes: number;
}

/** Entra's tokens have 6 to 10 KB, up to 200 elements and a depth of 9. */
export const tokenLimits: XmlLimits = { bytes: 262_144, depth: 64, elements: 1_000, attributes: 2_000 };

/**
 * Refuses text before a parser builds anything of it. Of the markup that XML has it permits tags alone: no DOCTYPE,
 * entity, processing instruction, comment or CDATA section. Then every `<` begins a tag, and elements can be counted
 * without a grammar. Tokens never have the rest; parsers and canonical forms differ in it.
 *
 * @throws SignInRefused
 */
export function requireBounds(text: string, limits: XmlLimits): void {
  if (text.length > limits.bytes || Buffer.byteLength(text) > limits.bytes) refuse('tooLarge');
  if (!hasOnlyXmlCharacters(text)) refuse('notWellFormed');
  requireNoEntities(text);
  const counted = { depth: 0, elements: 0, attributes: 0 };
  let at = text.indexOf('<');
  while (at !== -1) {
    const first = text[at + 1];
    if (first === '!' || first === '?') refuse('markupForbidden');
    const { end, values } = tagFrom(text, at);
    counted.attributes += values;
    if (first === '/') counted.depth -= 1;
    else {
      counted.elements += 1;
      if (counted.depth + 1 > limits.depth) refuse('tooDeep');
      if (text[end - 1] !== '/') counted.depth += 1;
    }
    if (counted.elements > limits.elements || counted.attributes > limits.attributes) refuse('tooLarge');
    at = text.indexOf('<', end);
  }
}

/** The end of the tag that begins at `start`, and how many quoted values it has. */
function tagFrom(text: string, start: number): { readonly end: number; readonly values: number } {
  let values = 0;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '>') return { end: at, values };
    // Names are ASCII: the parsers differ in which other letters they permit.
    if (character === undefined || character === '<' || character > '\x7f') break;
    // At the beginning or the end of a tag; the parsers skip others.
    if (character === '/' && at > start + 1 && text[at + 1] !== '>') break;
    if (character === '"' || character === "'") {
      const closing = text.indexOf(character, at + 1);
      if (closing === -1) break;
      // A value can't hold a `<` (XML 1.0 §2.4): every one in the text begins a tag.
      if (text.slice(at, closing).includes('<')) break;
      values += 1;
      at = closing;
    }
  }
  return refuse('notWellFormed');
}

/** A character by its number, or one of the five entities that need no declaration (XML 1.0 §4.6). */
const reference = /&(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});/y;

function requireNoEntities(text: string): void {
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) {
    reference.lastIndex = at;
    const [found] = reference.exec(text) ?? refuse('markupForbidden');
    if (!found.startsWith('&#')) continue;
    const number = found.startsWith('&#x') ? Number.parseInt(found.slice(3), 16) : Number(found.slice(2, -1));
    if (!isXmlCharacter(number)) refuse('notWellFormed');
  }
}

/** Surrogates come in pairs, or the text was no UTF-8. */
function hasOnlyXmlCharacters(text: string): boolean {
  if (!text.isWellFormed()) return false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 ? !isWhiteSpace(code) : code >= 0xfffe) return false;
  }
  return true;
}

/** XML 1.0 §2.2. */
function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return isWhiteSpace(code);
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

function isWhiteSpace(code: number): boolean {
  return code === 0x9 || code === 0xa || code === 0xd;
}
