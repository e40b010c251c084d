import { lex } from './lex.ts';
import { parseBody } from './parseCollection.ts';
import { parseCall, parseExpression, parseString } from './parseExpression.ts';
import { Reader } from './reader.ts';
import { BicepError, typeNames, type CallExpression, type Statement, type TypeName } from './syntax.ts';

/**
 * Reads a Bicep file, of the subset that infra/ uses: no types, functions or imports of its own.
 *
 * @throws BicepError
 */
export function parse(text: string): readonly Statement[] {
  const reader = new Reader(lex(text), { line: 1, column: 1 });
  const statements: Statement[] = [];
  reader.skipNewlines();
  while (reader.next.kind !== 'end') {
    statements.push(parseStatement(reader));
    reader.endOfLine();
  }
  return statements;
}

function parseStatement(reader: Reader): Statement {
  const decorators = parseDecorators(reader);
  const { place } = reader;
  const keyword = reader.identifier();
  if (keyword === 'targetScope') return { kind: keyword, value: parseValue(reader), place };
  const name = reader.identifier();
  const declared = { name, decorators, place };
  switch (keyword) {
    case 'param': {
      const type = parseType(reader);
      return { kind: keyword, ...declared, type, value: reader.isAt('=') ? parseValue(reader) : undefined };
    }
    case 'output':
      return { kind: keyword, ...declared, type: parseType(reader), value: parseValue(reader) };
    case 'var':
      return { kind: keyword, ...declared, value: parseValue(reader) };
    case 'resource': {
      const type = parseString(reader.string());
      return {
        kind: keyword,
        ...declared,
        type,
        existing: reader.accept('existing'),
        value: parseValue(reader),
      };
    }
    case 'module':
      return { kind: keyword, ...declared, path: parseString(reader.string()), value: parseValue(reader) };
    default:
      throw new BicepError(place, `No statement begins with "${keyword}".`);
  }
}

function parseDecorators(reader: Reader): readonly CallExpression[] {
  const decorators: CallExpression[] = [];
  while (reader.accept('@')) {
    decorators.push(parseCall(reader, reader.identifier(), undefined));
    reader.endOfLine();
  }
  return decorators;
}

function parseType(reader: Reader): TypeName {
  const { place } = reader;
  const written = reader.identifier();
  const type = typeNames.find((name) => name === written);
  if (type === undefined) throw new BicepError(place, `${written} is no type.`);
  return type;
}

function parseValue(reader: Reader): ReturnType<typeof parseExpression> {
  reader.expect('=');
  reader.skipNewlines();
  return parseBody(reader);
}
