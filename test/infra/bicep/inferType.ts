import { knownFunctions } from './functions.ts';
import type { Expression, TypeName } from './syntax.ts';
import { withoutSymbol, type Template } from './template.ts';

const comparisons = ['==', '!=', '=~', '!~', '<', '<=', '>', '>=', '&&', '||'];

/** The type of an expression, where it is known before a deployment. */
export function inferType(template: Template, expression: Expression): TypeName | undefined {
  switch (expression.kind) {
    case 'string':
    case 'object':
    case 'array':
      return expression.kind;
    case 'number':
      return 'int';
    case 'boolean':
      return 'bool';
    case 'for':
      return 'array';
    case 'unary':
      return expression.operator === '!' ? 'bool' : 'int';
    case 'binary':
      if (expression.operator === '??') return inferType(template, expression.left);
      return comparisons.includes(expression.operator) ? 'bool' : 'int';
    case 'choice':
      return common(inferType(template, expression.yes), inferType(template, expression.no));
    case 'call':
      return expression.of === undefined ? inferCall(template, expression.name, expression.args) : undefined;
    case 'name':
      return inferName(template, expression.name);
    case 'member':
      return inferMember(template, expression.of, expression.name);
    default:
      return undefined;
  }
}

function common(first: TypeName | undefined, second: TypeName | undefined): TypeName | undefined {
  return first === second ? first : undefined;
}

// Of functions that give what they are given, the first argument decides.
function inferCall(template: Template, name: string, args: readonly Expression[]): TypeName | undefined {
  const [first] = args;
  if (['union', 'take', 'concat'].includes(name) && first !== undefined) return inferType(template, first);
  return Object.hasOwn(knownFunctions, name) ? knownFunctions[name]?.gives : undefined;
}

// A variable of a loop may have the name of nothing, or of something else: what it holds is not known.
function inferName(template: Template, name: string): TypeName | undefined {
  const symbol = template.symbols.get(name);
  if (symbol?.kind === 'param') return symbol.type;
  if (symbol?.kind === 'var') return inferType(withoutSymbol(template, name), symbol.value);
  if (symbol === undefined) return undefined;
  return symbol.value.kind === 'for' ? 'array' : 'object';
}

function inferMember(template: Template, of: Expression, name: string): TypeName | undefined {
  if (of.kind === 'name' && template.symbols.get(of.name)?.kind === 'resource') {
    if (['id', 'name', 'type', 'location'].includes(name)) return 'string';
    return name === 'properties' || name === 'tags' ? 'object' : undefined;
  }
  if (of.kind !== 'member' || of.name !== 'outputs' || of.of.kind !== 'name') return undefined;
  return template.modules.get(of.of.name)?.outputs.find((output) => output.name === name)?.type;
}
