import { nearestName } from '../../../../shared/config/unknownSettings.ts';
import { functions } from './functions.ts';
import { lex, type Token } from './lex.ts';
import { ExpressionError, type Expression } from './tree.ts';

/** The longest expression that Entra accepts, in characters. */
const maxDepth = 64;

/**
 * Parses an expression of an attribute mapping: `Switch([IsSoftDeleted], , "False", "True", "True", "False")`.
 *
 * @throws ExpressionError with the position of the error.
 */
export function parseExpression(source: string): Expression {
  const tokens = lex(source);
  let at = 0;

  const peek = (): Token => {
    const token = tokens[at];
    if (token === undefined) throw new ExpressionError(source.length + 1, 'the expression ends too early');
    return token;
  };
  const take = (): Token => {
    const token = peek();
    if (token.kind !== 'end') at += 1;
    return token;
  };

  function operand(depth: number): Expression {
    const token = take();
    const { position } = token;
    switch (token.kind) {
      case 'attribute':
        return { kind: 'attribute', name: token.text, position };
      case 'text':
      case 'number':
        return { kind: 'constant', value: token.text, position };
      case 'word':
        return word(token, depth);
      default:
        throw new ExpressionError(
          position,
          `an attribute, a text or a function was expected, and ${found(token)} was found`,
        );
    }
  }

  function word({ text, position }: Token, depth: number): Expression {
    if (peek().kind === '(') return call(text, position, depth);
    if (/^(?:true|false)$/i.test(text)) {
      return { kind: 'constant', value: text.toLowerCase() === 'true' ? 'True' : 'False', position };
    }
    if (/^null$/i.test(text)) return { kind: 'constant', value: undefined, position };
    throw new ExpressionError(
      position,
      `"${text}" is neither a function nor a text: write ${text}(…), "${text}" or [${text}]`,
    );
  }

  function call(written: string, position: number, depth: number): Expression {
    if (depth > maxDepth) throw new ExpressionError(position, `functions are nested too deeply`);
    const name = nameOf(written, position);
    take();
    const given: Expression[] = [];
    if (peek().kind === ')') take();
    else
      for (;;) {
        given.push(argument(depth));
        const next = take();
        if (next.kind === ')') break;
        if (next.kind !== ',') {
          throw new ExpressionError(
            next.position,
            `"," or ")" was expected in ${name}(…), and ${found(next)} was found`,
          );
        }
      }
    checkCount(name, given.length, position);
    if (name === 'Replace') checkPattern(given[2]);
    return { kind: 'call', name, arguments: given, position };
  }

  /** An argument that is left out has no value: `Switch([x], , "a", "b")`. */
  function argument(depth: number): Expression {
    const { kind, position } = peek();
    return kind === ',' || kind === ')'
      ? { kind: 'constant', value: undefined, position }
      : comparison(depth + 1);
  }

  function comparison(depth: number): Expression {
    const left = operand(depth);
    const token = peek();
    if (token.kind !== 'comparison') return left;
    take();
    return {
      kind: 'comparison',
      operator: token.text,
      left,
      right: operand(depth),
      position: token.position,
    };
  }

  const expression = comparison(0);
  const rest = peek();
  if (rest.kind !== 'end') {
    throw new ExpressionError(rest.position, `the end was expected, and ${found(rest)} was found`);
  }
  return expression;
}

function found({ kind, text }: Token): string {
  if (kind === 'end') return 'the end';
  return kind === 'attribute' ? `[${text}]` : `"${text}"`;
}

/** Names of functions are not case-sensitive. */
function nameOf(written: string, position: number): string {
  const name = [...functions.keys()].find((one) => one.toLowerCase() === written.toLowerCase());
  if (name !== undefined) return name;
  const nearest = nearestName(written, [...functions.keys()]);
  throw new ExpressionError(
    position,
    `there is no function ${written}; ${nearest === undefined ? '' : `did you mean ${nearest}? `}` +
      `known are ${[...functions.keys()].join(', ')}`,
  );
}

function checkCount(name: string, count: number, position: number): void {
  const { min = 0, max = Infinity } = functions.get(name)?.arguments ?? {};
  if (count >= min && count <= max) return;
  const expected = min === max ? `${min}` : max === Infinity ? `at least ${min}` : `${min} to ${max}`;
  throw new ExpressionError(position, `${name} takes ${expected} arguments, and ${count} are given`);
}

function checkPattern(pattern: Expression | undefined): void {
  if (pattern?.kind !== 'constant' || pattern.value === undefined) return;
  try {
    RegExp(pattern.value, 'u');
  } catch (error) {
    throw new ExpressionError(pattern.position, error instanceof Error ? error.message : String(error));
  }
}
