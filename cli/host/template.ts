/** One segment of a route template. A literal is in lower case, because literals ignore case. */
export type TemplatePart =
  | { kind: 'literal'; text: string }
  | { kind: 'parameter'; name: string; optional: boolean; accepts: (value: string) => boolean }
  | { kind: 'rest'; name: string };

const guid = /^(?:[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i;
const integer = /^[+-]?\d+$/;
const letters = /^[a-z]*$/i;

/** Route constraints that the local host implements; any other is an error at the start. */
const constraints: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['guid', (value: string) => guid.test(value)],
  ['int', (value: string) => integer.test(value) && Number(value) >= -(2 ** 31) && Number(value) < 2 ** 31],
  ['alpha', (value: string) => letters.test(value)],
]);

/**
 * Parses a route template such as `{tenant}/Users/{id:guid?}` or `{*path}`.
 *
 * @throws an Error with the template if the local host could not match it as Azure does
 */
export function parseTemplate(template: string): TemplatePart[] {
  const texts = template.split('/').filter((text) => text !== '');
  const parts = texts.map((text) => parsePart(text, template));
  const names = parts.flatMap((part) => (part.kind === 'literal' ? [] : [part.name.toLowerCase()]));
  if (new Set(names).size < names.length) throw new Error(`The route "${template}" names a parameter twice.`);
  const open = parts.findIndex(
    (part) => part.kind === 'rest' || (part.kind === 'parameter' && part.optional),
  );
  const closed = parts.slice(open + 1).some((part) => part.kind !== 'parameter' || !part.optional);
  if (open >= 0 && closed) {
    throw new Error(`In the route "${template}" nothing may follow a catch-all or an optional parameter.`);
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
  const optional = inner.endsWith('?');
  const [name = '', ...wanted] = (optional ? inner.slice(0, -1) : inner).split(':');
  const checks = wanted.map((constraint) => {
    const check = constraints.get(constraint.toLowerCase());
    if (check === undefined) {
      throw new Error(
        `The local host does not know the constraint "${constraint}" of the route "${template}".`,
      );
    }
    return check;
  });
  return { kind: 'parameter', name, optional, accepts: (value) => checks.every((check) => check(value)) };
}
