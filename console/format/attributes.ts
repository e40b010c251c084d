/** The attributes of a resource, a line for each value, with their SCIM paths. */
export function attributesOf(resource: object): readonly (readonly [path: string, value: string])[] {
  return Object.entries(resource)
    .filter(([name]) => name !== 'schemas' && name !== 'meta')
    .flatMap(([name, value]: [string, unknown]) => linesOf(name, value));
}

function linesOf(path: string, value: unknown): readonly (readonly [string, string])[] {
  if (Array.isArray(value))
    return value.flatMap((element: unknown, place) =>
      linesOf(`${path}[${kindOf(element) ?? place}]`, element),
    );
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, part]: [string, unknown]) =>
      linesOf(`${path}${path.startsWith('urn:') ? ':' : '.'}${name}`, part),
    );
  return [[path, String(value)]];
}

/** How a filter of a path names an element: by its type, if it has one. */
function kindOf(element: unknown): string | undefined {
  if (typeof element !== 'object' || element === null || !('type' in element)) return undefined;
  return typeof element.type === 'string' ? `type eq ${JSON.stringify(element.type)}` : undefined;
}
