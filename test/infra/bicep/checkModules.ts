import { checkFits } from './checkTypes.ts';
import type { Module } from './syntax.ts';
import { bodyOf, finding, literal, propertyAt, type Template } from './template.ts';

/** Whether modules are given all the parameters that they need, no others, and of the right types. */
export function checkModules(template: Template): readonly string[] {
  return [...template.symbols.values()].flatMap((symbol) => {
    const target = template.modules.get(symbol.name);
    return symbol.kind === 'module' && target !== undefined ? checkModule(template, symbol, target) : [];
  });
}

function checkModule(template: Template, module: Module, target: Template): readonly string[] {
  const body = bodyOf(module.value);
  const params = propertyAt(body, 'params');
  const given = params?.kind === 'object' ? params.properties : [];
  const names = given.map(({ name }) => literal(name));
  const missing = target.parameters.filter(({ name, value }) => value === undefined && !names.includes(name));
  return [
    ...missing.map(({ name }) => finding(template, module.place, `${target.path} needs ${name}.`)),
    ...(propertyAt(body, 'name') === undefined
      ? [finding(template, module.place, `${module.name} has no name.`)]
      : []),
    ...given.flatMap(({ name, value }) => {
      const parameter = target.parameters.find((one) => one.name === literal(name));
      if (parameter !== undefined) return checkFits(template, parameter, value);
      return [finding(template, name.place, `${target.path} has no parameter ${String(literal(name))}.`)];
    }),
  ];
}
