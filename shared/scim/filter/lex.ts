import type { ScimError } from '../error.ts';
import { filterSyntax, pathSyntax } from '../errors/filter.ts';
import type { Literal } from './ast.ts';

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number; readonly end: number }
  | {
      readonly kind: 'literal';
      readonly value: Literal;
      readonly text: string;
      readonly at: number;
      readonly end: number;
    }
  | {
      readonly kind: '(' | ')' | '[' | ']' | '.';
      readonly text: string;
      readonly at: number;
      readonly end: number;
    }
  | { readonly kind: 'end'; readonly text: ''; readonly at: number; readonly end: number };

/** What a text is called in messages, and the `scimType` of its errors: a filter or a PATCH path. */
export interface SourceText {
  readonly text: string;
  readonly what: 'filter' | 'path';
  /** Where a secret's name ends: the text after it may be the secret itself, and no message shows it. */
  readonly hiddenFrom?: number;
}

/** `text` up to the end of the first secret's name in it. `names` are in lower case. */
export function shownLength(text: string, names: readonly string[]): number {
  const lower = text.toLowerCase();
  const ends = names.flatMap((name) => {
    for (let at = lower.indexOf(name); at >= 0; at = lower.indexOf(name, at + 1)) {
      if (at === 0 || !/[a-z0-9_$@-]/.test(lower.charAt(at - 1))) return [at + name.length];
    }
    return [];
  });
  return Math.min(text.length, ...ends);
}

/** A piece of a filter or path for a message. */
export function shown({ text, hiddenFrom = text.length }: SourceText, at: number, end: number): string {
  if (at >= hiddenFrom) return 'more text';
  return excerpt(end <= hiddenFrom ? text.slice(at, end) : `${text.slice(at, hiddenFrom)}…`);
}

/** An error at a position (counted from 1 for people) of a filter or path. */
export function syntaxError(source: SourceText, at: number, problem: string): ScimError {
  const wrong = source.what === 'filter' ? filterSyntax : pathSyntax;
  return wrong(at + 1, problem);
}

/** The token that begins at or after `from`. Reads every character once: a text costs time linear in its length. */
export function nextToken(source: SourceText, from: number): Token {
  const { text } = source;
  let at = from;
  while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at += 1;
  const first = text.charAt(at);
  if (first === '') return { kind: 'end', text: '', at, end: at };
  if (first === '(' || first === ')' || first === '[' || first === ']' || first === '.') {
    return { kind: first, text: first, at, end: at + 1 };
  }
  if (first === '"') return stringToken(source, at);
  if (first === '-' || isDigit(first)) return numberToken(source, at);
  if (isWordStart(first)) {
    let end = at + 1;
    while (isWordPart(text.charAt(end))) end += 1;
    return { kind: 'word', text: text.slice(at, end), at, end };
  }
  if (first === "'") throw syntaxError(source, at, 'found a single quote; put strings in double quotes');
  throw syntaxError(
    source,
    at,
    `found ${shown(source, at, at + 1)}, expected an attribute name, a value or a bracket`,
  );
}

/** A JSON string (RFC 8259 §7): the grammar's `compValue` has its escapes. */
function stringToken(source: SourceText, at: number): Token {
  const { text } = source;
  let end = at + 1;
  for (;;) {
    const character = text.charAt(end);
    if (character === '') throw syntaxError(source, at, 'the string that begins here has no closing quote');
    if (character === '"') break;
    end += character === '\\' ? 2 : 1;
  }
  const slice = text.slice(at, end + 1);
  const value = parsed(slice);
  if (typeof value !== 'string') {
    throw syntaxError(
      source,
      at,
      'the string that begins here has an escape or a control character that JSON does not allow',
    );
  }
  if (!value.isWellFormed())
    throw syntaxError(source, at, 'the string that begins here has half a surrogate pair');
  return { kind: 'literal', value, text: slice, at, end: end + 1 };
}

function numberToken(source: SourceText, at: number): Token {
  const { text } = source;
  let end = at + 1;
  while (isDigit(text.charAt(end)) || '+-.eE'.includes(text.charAt(end) || ' ')) end += 1;
  // `2fa-1234` is not a number: an unquoted string begins with a digit now and then.
  while (isWordPart(text.charAt(end))) end += 1;
  const slice = text.slice(at, end);
  const value = parsed(slice);
  if (typeof value !== 'number') {
    throw syntaxError(
      source,
      at,
      'found a value that is neither a number nor a string in double quotes; put a string in double quotes',
    );
  }
  return { kind: 'literal', value, text: slice, at, end };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Characters of client text in a message: an extension's URN alone takes 60, and the attribute follows it. */
const excerptLength = 160;

/** A piece of client text, short enough for a message. */
export function excerpt(text: string): string {
  return JSON.stringify(text.length > excerptLength ? `${text.slice(0, excerptLength)}…` : text);
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9' && character.length === 1;
}

function isWordStart(character: string): boolean {
  return (
    (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character === '$'
  );
}

/** Names, URNs and dotted paths are one word: a URN must never be split at the dot of its `2.0`. */
function isWordPart(character: string): boolean {
  return character !== '' && (isWordStart(character) || isDigit(character) || '_-:.@'.includes(character));
}
