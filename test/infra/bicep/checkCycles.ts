import { finding, type Template } from './template.ts';
import { namesIn } from './walk.ts';

/** Whether nothing needs itself, be it through others. */
export function checkCycles(template: Template): readonly string[] {
  return [...template.symbols.values()].flatMap(({ name, place }) =>
    needs(template, name).has(name) ? [finding(template, place, `${name} needs itself.`)] : [],
  );
}

/** All symbols that one needs, directly or not. */
function needs(template: Template, name: string, found = new Set<string>()): ReadonlySet<string> {
  const value = template.symbols.get(name)?.value;
  for (const { name: other } of value === undefined ? [] : namesIn(value)) {
    if (found.has(other)) continue;
    found.add(other);
    needs(template, other, found);
  }
  return found;
}
