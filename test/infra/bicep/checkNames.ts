import { knownDecorators, knownFunctions, type KnownFunction } from './functions.ts';
import type { CallExpression, Expression, Statement } from './syntax.ts';
import { finding, type Template } from './template.ts';
import { namesIn, walk } from './walk.ts';

// What every resource has, as far as templates read it.
const resourceMembers = [
  'id',
  'name',
  'type',
  'apiVersion',
  'location',
  'tags',
  'sku',
  'kind',
  'identity',
  'properties',
];

/** Whether all names stand for something, are declared once and used, and all functions are known. */
export function checkNames(template: Template): readonly string[] {
  const expressions = template.statements.flatMap(expressionsOf);
  return [
    ...template.statements.flatMap((statement) => checkDeclared(template, statement)),
    ...expressions.flatMap((expression) => [
      ...unknownNames(template, expression),
      ...checkParts(template, expression),
    ]),
    ...checkUnused(template, expressions),
  ];
}

/** The expressions of a statement, without its decorators. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  if (statement.kind === 'resource') return [statement.type, statement.value];
  if (statement.kind === 'module') return [statement.path, statement.value];
  return statement.value === undefined ? [] : [statement.value];
}

function checkDeclared(template: Template, statement: Statement): readonly string[] {
  if (statement.kind === 'targetScope') return [];
  const { name, place } = statement;
  const others = template.statements.filter(
    (other) => other.kind !== 'targetScope' && (other.kind === 'output') === (statement.kind === 'output'),
  );
  const first = others.find((other) => other.kind !== 'targetScope' && other.name === name);
  return [
    ...(first === statement ? [] : [finding(template, place, `${name} is declared twice.`)]),
    ...statement.decorators.flatMap((decorator) => checkCall(template, decorator, knownDecorators)),
    ...(statement.kind === 'param'
      ? namesIn(statement.value ?? statement.decorators[0] ?? nothing)
      : []
    ).flatMap((used) =>
      template.symbols.get(used.name)?.kind === 'param'
        ? []
        : [
            finding(
              template,
              used.place,
              `The default of ${name} can use parameters only, not ${used.name}.`,
            ),
          ],
    ),
  ];
}

const nothing: Expression = { kind: 'null', place: { line: 1, column: 1 } };

function unknownNames(template: Template, expression: Expression): readonly string[] {
  return namesIn(expression).flatMap(({ name, place }) =>
    template.symbols.has(name) ? [] : [finding(template, place, `${name} is not declared.`)],
  );
}

function checkParts(template: Template, whole: Expression): readonly string[] {
  return [...walk(whole)].flatMap(({ expression }) => {
    if (expression.kind === 'call') return checkCall(template, expression, knownFunctions);
    return expression.kind === 'member' ? checkMember(template, expression.of, expression.name) : [];
  });
}

function checkCall(
  template: Template,
  { name, of, args, place }: CallExpression,
  known: Readonly<Record<string, KnownFunction>>,
): readonly string[] {
  const found = of === undefined && Object.hasOwn(known, name) ? known[name] : undefined;
  if (found === undefined) return [finding(template, place, `The function ${name} is not known.`)];
  const fits = args.length >= found.least && args.length <= found.most;
  return fits ? [] : [finding(template, place, `${name} does not take ${args.length} arguments.`)];
}

function checkMember(template: Template, of: Expression, name: string): readonly string[] {
  if (of.kind === 'name') {
    const kind = template.symbols.get(of.name)?.kind;
    const members = kind === 'resource' ? resourceMembers : kind === 'module' ? ['name', 'outputs'] : [name];
    return members.includes(name) ? [] : [finding(template, of.place, `${of.name} has no ${name}.`)];
  }
  if (of.kind !== 'member' || of.name !== 'outputs' || of.of.kind !== 'name') return [];
  const module = template.modules.get(of.of.name);
  if (module === undefined || module.outputs.some((output) => output.name === name)) return [];
  return [finding(template, of.place, `${module.path} has no output ${name}.`)];
}

function checkUnused(template: Template, expressions: readonly Expression[]): readonly string[] {
  const used = new Set(expressions.flatMap(namesIn).map(({ name }) => name));
  return [...template.symbols.values()].flatMap((symbol) => {
    const mustBeUsed =
      symbol.kind === 'param' || symbol.kind === 'var' || (symbol.kind === 'resource' && symbol.existing);
    return !mustBeUsed || used.has(symbol.name)
      ? []
      : [finding(template, symbol.place, `${symbol.name} is declared and not used.`)];
  });
}
