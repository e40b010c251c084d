import { expressionsOf } from './checkNames.ts';
import { inferType } from './inferType.ts';
import type { Expression, Parameter } from './syntax.ts';
import { finding, literal, type Template } from './template.ts';
import { walk } from './walk.ts';

/** Whether defaults, outputs and conditions are of the type that they must be of. */
export function checkTypes(template: Template): readonly string[] {
  return [
    ...template.outputs.flatMap(({ name, type, value }) =>
      inferType(template, value) === undefined || inferType(template, value) === type
        ? []
        : [finding(template, value.place, `${name} is no ${type}.`)],
    ),
    ...template.parameters.flatMap((parameter) =>
      parameter.value === undefined ? [] : checkFits(template, parameter, parameter.value),
    ),
    ...template.statements
      .flatMap(expressionsOf)
      .flatMap((expression) => checkConditions(template, expression)),
  ];
}

/** Whether a value can be given to a parameter, which may be one of another file. */
export function checkFits(template: Template, parameter: Parameter, value: Expression): readonly string[] {
  const { name, type } = parameter;
  const given = inferType(template, value);
  if (given !== undefined && given !== type)
    return [finding(template, value.place, `${name} is no ${type}.`)];
  const written = literal(value);
  const allowed = decoratorValue(parameter, 'allowed');
  if (written === undefined || written === null || allowed?.kind !== 'array')
    return checkBounds(template, parameter, value);
  return allowed.items.some((item) => literal(item) === written)
    ? []
    : [finding(template, value.place, `${name} cannot be ${String(written)}.`)];
}

function checkBounds(template: Template, parameter: Parameter, value: Expression): readonly string[] {
  const written = literal(value);
  const size = typeof written === 'string' ? written.length : written;
  if (typeof size !== 'number') return [];
  const suffix = typeof written === 'string' ? 'Length' : 'Value';
  const least = literal(decoratorValue(parameter, `min${suffix}`)) ?? Number.NEGATIVE_INFINITY;
  const most = literal(decoratorValue(parameter, `max${suffix}`)) ?? Number.POSITIVE_INFINITY;
  if (size >= Number(least) && size <= Number(most)) return [];
  return [finding(template, value.place, `${parameter.name} is out of its bounds.`)];
}

function decoratorValue({ decorators }: Parameter, name: string): Expression | undefined {
  return decorators.find((decorator) => decorator.name === name)?.args[0];
}

function checkConditions(template: Template, whole: Expression): readonly string[] {
  return [...walk(whole)].flatMap(({ expression }) => {
    if (expression.kind !== 'choice' && expression.kind !== 'if') return [];
    const type = inferType(template, expression.condition);
    return type === undefined || type === 'bool'
      ? []
      : [finding(template, expression.condition.place, `A condition is no ${type}.`)];
  });
}
