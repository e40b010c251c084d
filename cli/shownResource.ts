import { secretPaths, type ResourceType } from '../shared/scim/schema/attributes.ts';
import { isArray, isObject, textOf, type JsonObject, type JsonValue } from '../shared/scim/json.ts';
import { lastAttribute, valueAt } from '../shared/scim/path.ts';
import type { StoredResource } from '../shared/scim/represent.ts';
import { onOneLine } from '../shared/scim/onOneLine.ts';

/** Attributes that are shown elsewhere, or that mean nothing to people. */
const apart: ReadonlySet<string> = new Set(['schemas', 'id', 'meta']);

/** Named values under a heading. */
export interface Section {
  readonly heading: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * A user or group for people: core attributes, then each extension's, then the service's metadata. Of a secret only that it
 * is set.
 *
 * @param resource the same one as a client sees it.
 */
export function shownResource(
  type: ResourceType,
  stored: StoredResource,
  resource: JsonObject,
): readonly Section[] {
  const core = type.attributes
    .filter(({ extension, name }) => !extension && !apart.has(name))
    .flatMap(({ name }) => inWords(name, resource[name]));
  const extensions = type.extensions.map(({ name, title, subAttributes }) => {
    const values = resource[name];
    const shown = isObject(values)
      ? subAttributes.flatMap((each) => inWords(each.name, values[each.name]))
      : [];
    return { heading: title, values: Object.fromEntries([...shown, ...secretsOf(type, stored, name)]) };
  });
  const { created, lastModified, version } = stored;
  return [
    {
      heading: `${type.name} "${resourceTitle(stored)}"`,
      values: Object.fromEntries([['id', stored.id], ...core]),
    },
    ...extensions.filter(({ values }) => Object.keys(values).length > 0),
    { heading: 'Recorded', values: { created, lastModified, version } },
  ];
}

/** The name of a user or group, on one line. */
export function resourceTitle({ id, attributes }: StoredResource): string {
  const { displayName, userName } = attributes;
  return onOneLine([displayName, userName].find((text) => typeof text === 'string') ?? id);
}

function secretsOf(
  type: ResourceType,
  { attributes }: StoredResource,
  extension: string,
): [string, string][] {
  return secretPaths(type)
    .filter((path) => path[0].name === extension && valueAt(attributes, path) !== undefined)
    .map((path) => [lastAttribute(path).name, 'stored, sealed']);
}

/** A value under its name; sub-attributes each under their own name, and all elements of a list on one line. */
function inWords(name: string, value: JsonValue | undefined): [string, string][] {
  if (value === undefined) return [];
  if (isArray(value)) return value.length === 0 ? [] : [[name, value.map(elementInWords).join('; ')]];
  if (!isObject(value)) return [[name, String(value)]];
  return Object.entries(value).flatMap(([part, inner]) => inWords(`${name}.${part}`, inner));
}

/** An element in words: `ada@example.com (work, primary)`; an address by its parts, and a reference by what it is called. */
function elementInWords(element: JsonValue): string {
  if (!isObject(element)) return JSON.stringify(element);
  const { type, primary, ...rest } = element;
  const { $ref, display, value } = rest;
  if ($ref !== undefined && typeof display === 'string')
    return `${display} (${textOf(type)}, ${textOf(value)})`;
  const main = typeof value === 'string' ? value : Object.values(rest).map(partInWords).join(', ');
  const marks = [...(typeof type === 'string' ? [type] : []), ...(primary === true ? ['primary'] : [])];
  return marks.length === 0 ? main : `${main} (${marks.join(', ')})`;
}

function partInWords(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
