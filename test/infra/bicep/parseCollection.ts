import { parseExpression, parseString } from './parseExpression.ts';
import type { Reader } from './reader.ts';
import {
  BicepError,
  type Expression,
  type ObjectExpression,
  type Property,
  type StringExpression,
} from './syntax.ts';

/** @throws BicepError where a name stands twice, too. */
export function parseObject(reader: Reader): ObjectExpression {
  const { place } = reader;
  reader.expect('{');
  reader.skipNewlines();
  const properties: Property[] = [];
  const names = new Set<string>();
  while (!reader.isAt('}')) {
    const property = parseProperty(reader);
    const name = property.name.parts.length === 1 ? property.name.parts[0] : undefined;
    if (typeof name === 'string') {
      if (names.has(name)) throw new BicepError(property.name.place, `The property ${name} stands twice.`);
      names.add(name);
    }
    properties.push(property);
    endOfItem(reader, '}');
  }
  reader.expect('}');
  return { kind: 'object', properties, place };
}

function parseProperty(reader: Reader): Property {
  const { place } = reader;
  const name: StringExpression =
    reader.next.kind === 'string'
      ? parseString(reader.string())
      : { kind: 'string', parts: [reader.identifier()], place };
  reader.expect(':');
  reader.skipNewlines();
  return { name, value: parseExpression(reader) };
}

/** Reads a list, or a loop that makes one. */
export function parseArray(reader: Reader): Expression {
  const { place } = reader;
  reader.expect('[');
  reader.skipNewlines();
  if (reader.accept('for')) return parseLoop(reader, place);
  const items: Expression[] = [];
  while (!reader.isAt(']')) {
    items.push(parseExpression(reader));
    endOfItem(reader, ']');
  }
  reader.expect(']');
  return { kind: 'array', items, place };
}

function parseLoop(reader: Reader, place: Expression['place']): Expression {
  const pair = reader.accept('(');
  const item = reader.identifier();
  if (pair) reader.expect(',');
  const index = pair ? reader.identifier() : undefined;
  if (pair) reader.expect(')');
  reader.expect('in');
  const list = parseExpression(reader);
  reader.expect(':');
  reader.skipNewlines();
  const body = parseBody(reader);
  reader.skipNewlines();
  reader.expect(']');
  return { kind: 'for', item, index, list, body, place };
}

/** What a resource or module is: an object, under a condition or not. */
export function parseBody(reader: Reader): Expression {
  const { place } = reader;
  if (!reader.accept('if')) return parseExpression(reader);
  reader.expect('(');
  const condition = parseExpression(reader);
  reader.expect(')');
  return { kind: 'if', condition, body: parseObject(reader), place };
}

// Items stand on lines of their own, or have commas between them.
function endOfItem(reader: Reader, end: string): void {
  if (reader.accept(',')) reader.skipNewlines();
  else if (!reader.isAt(end)) reader.endOfLine();
}
