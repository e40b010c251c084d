import { posix } from 'node:path';
import { expressionsOf } from './checkNames.ts';
import { finding, literal, type Files, type Template } from './template.ts';
import { walk } from './walk.ts';

/** Whether files that are put into a template when it is compiled are there. */
export function checkLoaded(template: Template, files: Files): readonly string[] {
  return template.statements
    .flatMap(expressionsOf)
    .flatMap((expression) => [...walk(expression)])
    .flatMap(({ expression }) => {
      if (expression.kind !== 'call' || !/^load(Text|Json)Content$/.test(expression.name)) return [];
      const name = posix.join(posix.dirname(template.path), String(literal(expression.args[0])));
      return files.has(name) ? [] : [finding(template, expression.place, `${name} is not there.`)];
    });
}
