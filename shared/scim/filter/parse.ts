import type { CompareOperator, FilterNode, Literal, PathNode } from './ast.ts';
import { nextToken, shown, shownLength, syntaxError, type SourceText, type Token } from './lex.ts';

/** Nesting of parentheses, `not` and brackets beyond which a filter is refused. */
export const maxFilterDepth = 32;

/** Length in bytes of UTF-8 beyond which a filter is refused. */
export const maxFilterBytes = 4096;

const operators: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']);

const literals: ReadonlyMap<string, Literal> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function isOperator(word: string): word is CompareOperator {
  return operators.has(word);
}

/**
 * Parses a filter (RFC 7644 §3.4.2.2). `not` binds to its group, then `and`, then `or`.
 *
 * @param secretNames in lower case: no message repeats the text after one.
 * @throws ScimError 400 `invalidFilter` that says where, what was found and what was expected.
 */
export function parseFilter(text: string, secretNames: readonly string[] = []): FilterNode {
  const source: SourceText = { text, what: 'filter', hiddenFrom: shownLength(text, secretNames) };
  if (Buffer.byteLength(text) > maxFilterBytes) {
    throw syntaxError(source, 0, `it is longer than ${maxFilterBytes} bytes`);
  }
  return new Parser(source).filter();
}

/**
 * Parses the path of a PATCH operation (RFC 7644 §3.5.2 `PATH`).
 *
 * @param secretNames in lower case: no message repeats the text after one.
 * @throws ScimError 400 `invalidPath`.
 */
export function parsePath(text: string, secretNames: readonly string[] = []): PathNode {
  const source: SourceText = { text, what: 'path', hiddenFrom: shownLength(text, secretNames) };
  if (Buffer.byteLength(text) > maxFilterBytes) {
    throw syntaxError(source, 0, `it is longer than ${maxFilterBytes} bytes`);
  }
  return new Parser(source).path();
}

class Parser {
  readonly #source: SourceText;
  #token: Token;
  #depth = 0;
  #afterLiteral = false;

  constructor(source: SourceText) {
    this.#source = source;
    this.#token = nextToken(source, 0);
  }

  filter(): FilterNode {
    const node = this.#or();
    this.#expectEnd('"and", "or" or the end');
    return node;
  }

  path(): PathNode {
    const path = this.#attributePath();
    this.#expectEnd('the end of the path');
    return path;
  }

  #or(): FilterNode {
    return this.#chain('or', () => this.#chain('and', () => this.#term()));
  }

  #chain(word: 'and' | 'or', operand: () => FilterNode): FilterNode {
    const first = operand();
    if (!this.#isWord(word)) return first;
    const operands = [first];
    while (this.#isWord(word)) {
      this.#advance();
      operands.push(operand());
    }
    return { kind: word, operands };
  }

  #term(): FilterNode {
    if (this.#isWord('not') && nextToken(this.#source, this.#token.end).kind === '(') {
      this.#advance();
      return { kind: 'not', operand: this.#nested(')') };
    }
    if (this.#token.kind === '(') return this.#nested(')');
    return this.#expression();
  }

  /** A filter inside `( )` or `[ ]`; the opening bracket is the current token. */
  #nested(closing: ')' | ']'): FilterNode {
    this.#depth += 1;
    if (this.#depth > maxFilterDepth) {
      throw this.#error(`it is nested deeper than ${maxFilterDepth} levels`);
    }
    this.#advance();
    const node = this.#or();
    if (this.#token.kind !== closing) throw this.#unexpected(`"and", "or" or "${closing}"`);
    this.#advance();
    this.#depth -= 1;
    return node;
  }

  #expression(): FilterNode {
    const path = this.#attributePath();
    const operator = this.#token;
    const word = operator.kind === 'word' ? operator.text.toLowerCase() : '';
    if (word === 'pr') {
      this.#advance();
      return { kind: 'present', path };
    }
    if (isOperator(word)) {
      this.#advance();
      const literalAt = this.#token.at;
      return {
        kind: 'compare',
        path,
        operator: word,
        operatorAt: operator.at,
        literal: this.#literal(),
        literalAt,
      };
    }
    if (path.filter !== undefined && path.subAttribute === undefined) return { kind: 'valuePath', path };
    throw this.#unexpected('an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr)');
  }

  #attributePath(): PathNode {
    const { kind, text: name, at, end } = this.#token;
    if (kind !== 'word') throw this.#unexpected('an attribute name');
    const { hiddenFrom = end } = this.#source;
    const named = end > hiddenFrom ? { name, at, shown: shown(this.#source, at, end) } : { name, at };
    this.#advance();
    if (!this.#is('[')) return named;
    const filter = this.#nested(']');
    if (!this.#is('.')) return { ...named, filter };
    this.#advance();
    if (!this.#is('word')) throw this.#unexpected('a sub-attribute name');
    const subAttribute = this.#token.text;
    this.#advance();
    return { ...named, filter, subAttribute };
  }

  #literal(): Literal {
    const token = this.#token;
    if (token.kind === 'literal') {
      this.#advance();
      return token.value;
    }
    if (token.kind !== 'word') throw this.#unexpected('a value');
    const literal = literals.get(token.text.toLowerCase());
    if (literal === undefined) {
      // The value itself is not repeated: nobody knows yet whether it is compared with a secret.
      throw this.#error('found a value without quotes; put a string in double quotes, such as "jane"');
    }
    this.#advance();
    return literal;
  }

  #advance(): void {
    this.#afterLiteral = this.#token.kind === 'literal';
    this.#token = nextToken(this.#source, this.#token.end);
  }

  #is(kind: Token['kind']): boolean {
    return this.#token.kind === kind;
  }

  #isWord(word: string): boolean {
    return this.#token.kind === 'word' && this.#token.text.toLowerCase() === word;
  }

  #expectEnd(expected: string): void {
    if (this.#token.kind !== 'end') throw this.#unexpected(expected);
  }

  #unexpected(expected: string) {
    return this.#error(`found ${this.#found()}, expected ${expected}`);
  }

  /** Names, operators and brackets as they are; no values, and no text after one, which may be the rest of a secret. */
  #found(): string {
    const { kind, at, end } = this.#token;
    if (kind === 'end') return 'the end';
    if (kind === 'literal') return 'a value';
    return kind === 'word' && this.#afterLiteral ? 'more text' : shown(this.#source, at, end);
  }

  #error(problem: string) {
    return syntaxError(this.#source, this.#token.at, problem);
  }
}
