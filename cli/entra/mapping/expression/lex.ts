import { ExpressionError, type Comparison } from './tree.ts';

/** A token of an expression, and its position. */
export type Token = (
  | { readonly kind: 'attribute' | 'text' | 'word' | 'number'; readonly text: string }
  | { readonly kind: 'comparison'; readonly text: Comparison }
  | { readonly kind: '(' | ')' | ','; readonly text: string }
  | { readonly kind: 'end'; readonly text: '' }
) & { readonly position: number };

/** @throws ExpressionError on an unexpected character, and on text or an attribute without its end. */
export function lex(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const character = source[at] ?? '';
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    const [token, length] = read(source, at);
    tokens.push(token);
    at += length;
  }
  return [...tokens, { kind: 'end', text: '', position: source.length + 1 }];
}

function read(source: string, at: number): readonly [Token, number] {
  const position = at + 1;
  const character = source[at] ?? '';
  if (character === '(' || character === ')' || character === ',') {
    return [{ kind: character, text: character, position }, 1];
  }
  if (character === '"') return readText(source, at);
  if (character === '[') {
    const end = source.indexOf(']', at);
    const name = source.slice(at + 1, end).trim();
    if (end < 0) throw new ExpressionError(position, 'an attribute begins with "[" and has no "]"');
    if (name === '') throw new ExpressionError(position, 'the name of an attribute was expected in "[]"');
    return [{ kind: 'attribute', text: name, position }, end - at + 1];
  }
  const operator = operators.find((one) => source.startsWith(one, at));
  if (operator !== undefined) {
    return [{ kind: 'comparison', text: operator, position }, operator.length];
  }
  const number = beginning(source, at, /-?\d+/y);
  if (number !== '') return [{ kind: 'number', text: number, position }, number.length];
  const word = beginning(source, at, /\w+/y);
  if (word !== '') return [{ kind: 'word', text: word, position }, word.length];
  throw new ExpressionError(position, `"${character}" begins nothing that an expression has`);
}

/** Longer operators first. */
const operators: readonly Comparison[] = ['<>', '<=', '>=', '=', '<', '>'];

function beginning(source: string, at: number, pattern: RegExp): string {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? '';
}

/** Text in quotes. A backslash escapes a quote or a backslash. Before other characters it is itself, as in `"\d"`. */
function readText(source: string, at: number): readonly [Token, number] {
  let text = '';
  for (let i = at + 1; i < source.length; i += 1) {
    const character = source[i] ?? '';
    if (character === '"') return [{ kind: 'text', text, position: at + 1 }, i - at + 1];
    const next = source[i + 1];
    if (character === '\\' && (next === '"' || next === '\\')) {
      text += next;
      i += 1;
    } else text += character;
  }
  throw new ExpressionError(at + 1, 'a text begins here and has no closing quote');
}
