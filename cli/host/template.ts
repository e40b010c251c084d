/** One segment of a route template. A literal is in lower case, because literals ignore case. */
export type TemplatePart =
  | { kind: 'literal'; text: string }
  | { kind: 'parameter'; name: string }
  | { kind: 'rest'; name: string };

/**
 * Parses a route template such as `{tenant}/Users/{id}` or `{*path}`. Constraints and optional parameters are an error: no function uses them.
 *
 * @throws an Error with the template if the local host could not match it as Azure does
 */
export function parseTemplate(template: string): TemplatePart[] {
  const texts = template.split('/').filter((text) => text !== '');
  const parts = texts.map((text) => parsePart(text, template));
  const names = parts.flatMap((part) => (part.kind === 'literal' ? [] : [part.name.toLowerCase()]));
  if (new Set(names).size < names.length) throw new Error(`The route "${template}" names a parameter twice.`);
  if (parts.slice(0, -1).some(({ kind }) => kind === 'rest')) {
    throw new Error(`In the route "${template}" nothing may follow a catch-all.`);
  }
  return parts;
}

function parsePart(text: string, template: string): TemplatePart {
  if (!text.includes('{') && !text.includes('}')) return { kind: 'literal', text: text.toLowerCase() };
  const inner = text.slice(1, -1);
  if (!text.startsWith('{') || !text.endsWith('}') || inner.includes('{') || inner.includes('}')) {
    throw new Error(`The local host does not know the segment "${text}" of the route "${template}".`);
  }
  if (inner.startsWith('*')) return { kind: 'rest', name: inner.slice(inner.startsWith('**') ? 2 : 1) };
  if (!/^\w+$/.test(inner)) {
    throw new Error(`The local host does not know the parameter "${text}" of the route "${template}".`);
  }
  return { kind: 'parameter', name: inner };
}
