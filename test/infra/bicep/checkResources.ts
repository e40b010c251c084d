import { resourceTypes, type ResourceType } from './resourceTypes.ts';
import type { Expression, Resource } from './syntax.ts';
import { bodyOf, finding, literal, propertyAt, type Template } from './template.ts';

/** Whether resources are of known types and versions, and set what these have and need. */
export function checkResources(template: Template): readonly string[] {
  return [...template.symbols.values()].flatMap((symbol) =>
    symbol.kind === 'resource' ? checkResource(template, symbol) : [],
  );
}

function checkResource(template: Template, resource: Resource): readonly string[] {
  const [name = '', version] = String(literal(resource.type)).split('@');
  const type = Object.hasOwn(resourceTypes, name) ? resourceTypes[name] : undefined;
  const body = bodyOf(resource.value);
  if (type === undefined)
    return [finding(template, resource.place, `The resource type ${name} is not known.`)];
  if (version !== type.version) {
    return [
      finding(
        template,
        resource.place,
        `${name} is known in the version ${type.version}, not ${String(version)}.`,
      ),
    ];
  }
  if (body === undefined) return [finding(template, resource.place, `${resource.name} is no object.`)];
  const required = resource.existing ? ['name'] : [...type.required, 'name'];
  return [
    ...[...new Set(required)]
      .filter((path) => propertyAt(body, path) === undefined)
      .map((path) => finding(template, resource.place, `${resource.name} needs ${path}.`)),
    ...paths(body, '').flatMap(({ path, place }) =>
      isKnown(type, path) ? [] : [finding(template, place, `${name} has no ${path}.`)],
    ),
  ];
}

interface SetPath {
  readonly path: string;
  readonly place: Expression['place'];
}

// Down to what is no object: whatever both sides of a choice set is looked at.
function paths(value: Expression, path: string): readonly SetPath[] {
  switch (value.kind) {
    case 'object':
      return value.properties.flatMap((property) =>
        paths(property.value, `${path === '' ? '' : `${path}.`}${String(literal(property.name) ?? '*')}`),
      );
    case 'array':
      return value.items.flatMap((item) => paths(item, item.kind === 'object' ? `${path}[]` : path));
    case 'for':
      return paths(value.body, `${path}[]`);
    case 'choice':
      return [...paths(value.yes, path), ...paths(value.no, path)];
    default:
      return [{ path, place: value.place }];
  }
}

function isKnown({ required, optional }: ResourceType, path: string): boolean {
  return [...required, ...optional].some((known) =>
    known.endsWith('.*')
      ? path === known.slice(0, -2) || path.startsWith(known.slice(0, -1))
      : known === path,
  );
}
