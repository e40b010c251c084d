import { lexString } from './lexString.ts';
import { Source } from './source.ts';
import { BicepError } from './syntax.ts';
import type { Token } from './token.ts';

// Longer ones first.
const signs = '.? ?? == != <= >= && || =~ !~ { } [ ] ( ) . , : = ? ! < > @ + - * / %'.split(' ');

/** @throws BicepError */
export function lex(text: string): readonly Token[] {
  const source = new Source(text);
  const tokens = lexUntil(source, () => source.atEnd);
  return [...tokens, { kind: 'end', text: '', place: source.place }];
}

/**
 * Reads tokens until `ended`, which is asked before each one with the number of braces that are open.
 *
 * @throws BicepError
 */
export function lexUntil(source: Source, ended: (openBraces: number) => boolean): Token[] {
  const tokens: Token[] = [];
  let openBraces = 0;
  for (;;) {
    skipBlanks(source);
    if (ended(openBraces)) return tokens;
    const token = next(source);
    if (token.kind === 'sign' && token.text === '{') openBraces++;
    if (token.kind === 'sign' && token.text === '}') openBraces--;
    tokens.push(token);
  }
}

function skipBlanks(source: Source): void {
  while (source.match(/[ \t]+|\/\/[^\n]*/y) !== '') continue;
  if (!source.startsWith('/*')) return;
  const { place } = source;
  if (source.match(/\/\*[^]*?\*\//y) === '') throw new BicepError(place, 'A comment is not closed.');
  skipBlanks(source);
}

function next(source: Source): Token {
  const { place } = source;
  if (source.atEnd) throw new BicepError(place, 'The file ends within a string.');
  if (source.match(/\n/y) !== '') return { kind: 'newline', text: '', place };
  if (source.startsWith("'")) return lexString(source);
  const identifier = source.match(/[A-Za-z_][A-Za-z0-9_]*/y);
  if (identifier !== '') return { kind: 'identifier', text: identifier, place };
  const number = source.match(/\d+/y);
  if (number !== '') return { kind: 'number', text: number, place };
  const sign = signs.find((text) => source.startsWith(text));
  if (sign === undefined) throw new BicepError(place, `${source.match(/./uy)} stands for nothing in Bicep.`);
  source.skip(sign.length);
  return { kind: 'sign', text: sign, place };
}
