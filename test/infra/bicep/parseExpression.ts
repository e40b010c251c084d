import { parseArray, parseObject } from './parseCollection.ts';
import { Reader } from './reader.ts';
import type { CallExpression, Expression, StringExpression } from './syntax.ts';
import type { StringToken } from './token.ts';

/** Operators by how tightly they bind, the loosest first. */
const levels = [
  ['??'],
  ['||'],
  ['&&'],
  ['==', '!=', '=~', '!~'],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

/** @throws BicepError */
export function parseExpression(reader: Reader): Expression {
  const condition = parseBinary(reader, 0);
  if (!reader.isAfterNewlines('?')) return condition;
  reader.expect('?');
  reader.skipNewlines();
  const yes = parseExpression(reader);
  reader.skipNewlines();
  reader.expect(':');
  reader.skipNewlines();
  return { kind: 'choice', condition, yes, no: parseExpression(reader), place: condition.place };
}

function parseBinary(reader: Reader, level: number): Expression {
  const operators = levels[level];
  if (operators === undefined) return parseUnary(reader);
  let left = parseBinary(reader, level + 1);
  for (;;) {
    const operator = operators.find((text) => reader.accept(text));
    if (operator === undefined) return left;
    reader.skipNewlines();
    left = { kind: 'binary', left, right: parseBinary(reader, level + 1), operator, place: left.place };
  }
}

function parseUnary(reader: Reader): Expression {
  const { place } = reader;
  const operator = ['!', '-'].find((text) => reader.accept(text));
  if (operator === undefined) return parseMembers(reader);
  return { kind: 'unary', operator, operand: parseUnary(reader), place };
}

function parseMembers(reader: Reader): Expression {
  let of = parsePrimary(reader);
  for (;;) {
    const { place } = reader;
    if (reader.accept('.') || reader.accept('.?')) {
      const name = reader.identifier();
      of = reader.isAt('(') ? parseCall(reader, name, of) : { kind: 'member', of, name, place };
    } else if (reader.accept('[')) {
      const index = parseExpression(reader);
      reader.expect(']');
      of = { kind: 'index', of, index, place };
    } else {
      return of;
    }
  }
}

/** Reads the arguments of a call whose name was read. */
export function parseCall(reader: Reader, name: string, of: Expression | undefined): CallExpression {
  const { place } = reader;
  reader.expect('(');
  reader.skipNewlines();
  const args: Expression[] = [];
  while (!reader.isAt(')')) {
    args.push(parseExpression(reader));
    reader.skipNewlines();
    if (!reader.accept(',')) break;
    reader.skipNewlines();
  }
  reader.expect(')');
  return { kind: 'call', name, of, args, place };
}

function parsePrimary(reader: Reader): Expression {
  const { place, next } = reader;
  if (next.kind === 'string') return parseString(reader.string());
  if (next.kind === 'number') return { kind: 'number', value: parseNumber(reader), place };
  if (next.kind === 'identifier') return parseWord(reader);
  if (reader.isAt('{')) return parseObject(reader);
  if (reader.isAt('[')) return parseArray(reader);
  if (!reader.accept('(')) throw reader.unexpected('an expression');
  reader.skipNewlines();
  const inner = parseExpression(reader);
  reader.skipNewlines();
  reader.expect(')');
  return inner;
}

function parseWord(reader: Reader): Expression {
  const { place } = reader;
  const name = reader.identifier();
  if (name === 'true' || name === 'false') return { kind: 'boolean', value: name === 'true', place };
  if (name === 'null') return { kind: 'null', place };
  return reader.isAt('(') ? parseCall(reader, name, undefined) : { kind: 'name', name, place };
}

/** Parses what is put into a string. */
export function parseString(token: StringToken): StringExpression {
  const parts = token.parts.map((part) => {
    if (typeof part === 'string') return part;
    const reader = new Reader(part, token.place);
    const expression = parseExpression(reader);
    if (reader.next.kind !== 'end') throw reader.unexpected('"}"');
    return expression;
  });
  return { kind: 'string', parts, place: token.place };
}

function parseNumber(reader: Reader): number {
  const token = reader.take();
  return token.kind === 'number' ? Number(token.text) : Number.NaN;
}
