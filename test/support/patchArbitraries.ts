import fc from 'fast-check';
import type { Attribute, ResourceType } from '../../shared/scim/schema/attributes.ts';
import type { CompareOperator, FilterNode, Literal } from '../../shared/scim/filter/ast.ts';
import type { JsonObject, JsonValue } from '../../shared/scim/json.ts';
import { print } from './filters.ts';

// Users and PATCHes over all attributes of a type: from the table, in both of Entra's dialects. There are few values
// of each kind, so that filters choose somebody and elements become equal.

const texts = ['a', 'b', 'A', 'work', 'home'];
const pools: Readonly<Record<Attribute['type'], readonly Exclude<Literal, null>[]>> = {
  string: texts,
  reference: ['https://x.example/Users/a', 'https://x.example/Users/b', 'urn:x'],
  binary: ['AAAA', 'BBBB'],
  boolean: [true, false],
  integer: [1, 2],
  decimal: [1, 2.5],
  dateTime: ['2026-01-31T08:00:00Z', '2026-02-01T08:00:00Z'],
  complex: texts,
};

const canBeWritten = ({ mutability }: Attribute) => mutability !== 'readOnly';

/** A simple value as it is stored, and now and then as clients write it. */
function simple({ type }: Attribute, asClients: boolean): fc.Arbitrary<JsonValue> {
  const plain = fc.constantFrom<JsonValue>(...pools[type]);
  if (!asClients) return plain;
  return fc.oneof(
    { arbitrary: plain, weight: 12 },
    fc.constantFrom<JsonValue>(null, '', []),
    plain.map((value): JsonValue => [{ $ref: null, value }]),
    plain.map((value): JsonValue => [value]),
    ...(type === 'boolean' ? [fc.constantFrom<JsonValue>('True', 'False')] : []),
  );
}

function one(attribute: Attribute, asClients: boolean): fc.Arbitrary<JsonValue> {
  if (attribute.type !== 'complex') return simple(attribute, asClients);
  const parts = attribute.subAttributes.filter(canBeWritten);
  const members = Object.fromEntries(parts.map((part) => [part.name, valueOf(part, asClients)]));
  const object = fc
    .record(members, { requiredKeys: [] })
    .map((each) => JSON.parse(JSON.stringify(each)) as JsonObject);
  if (!asClients) return object;
  const bare =
    attribute.byName.has('value') && !attribute.extension ? [fc.constantFrom<JsonValue>(...texts)] : [];
  return fc.oneof({ arbitrary: object, weight: 12 }, fc.constantFrom<JsonValue>(null, ''), ...bare);
}

export function valueOf(attribute: Attribute, asClients: boolean): fc.Arbitrary<JsonValue> {
  const element = one(attribute, asClients);
  if (!attribute.multiValued) return element;
  const list = fc.array(element, { maxLength: 3 }).map((all): JsonValue => all);
  return asClients ? fc.oneof({ arbitrary: list, weight: 4 }, element) : list;
}

/** The body of a POST. */
export function userBody(type: ResourceType): fc.Arbitrary<JsonObject> {
  const attributes = type.attributes.filter(canBeWritten);
  const members = Object.fromEntries(attributes.map((each) => [each.name, valueOf(each, false)]));
  const requiredKeys = attributes.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(members, { requiredKeys }).map((body) => JSON.parse(JSON.stringify(body)) as JsonObject);
}

function comparison(element: Attribute): fc.Arbitrary<FilterNode> {
  return fc.oneof(
    ...element.subAttributes.map((part) => {
      const path = { name: part.name, at: 0 };
      const orders: CompareOperator[] =
        part.type === 'string' ? ['eq', 'eq', 'eq', 'ne', 'sw', 'co'] : ['eq', 'eq', 'ne'];
      return fc.oneof(
        {
          arbitrary: fc
            .record({
              operator: fc.constantFrom(...orders),
              literal: fc.constantFrom<Literal>(...pools[part.type]),
            })
            .map((each): FilterNode => ({ kind: 'compare', path, operatorAt: 0, literalAt: 0, ...each })),
          weight: 8,
        },
        fc.constant<FilterNode>({ kind: 'present', path }),
        fc.constantFrom<CompareOperator>('eq', 'ne').map((operator): FilterNode => ({
          kind: 'compare',
          path,
          operator,
          operatorAt: 0,
          literal: null,
          literalAt: 0,
        })),
      );
    }),
  );
}

function valueFilter(element: Attribute): fc.Arbitrary<FilterNode> {
  const term = comparison(element);
  const several = fc.array(term, { minLength: 2, maxLength: 3 });
  return fc.oneof(
    { arbitrary: term, weight: 6 },
    { arbitrary: several.map((operands): FilterNode => ({ kind: 'and', operands })), weight: 2 },
    several.map((operands): FilterNode => ({ kind: 'or', operands })),
    term.map((operand): FilterNode => ({ kind: 'not', operand })),
  );
}

/** A path with the attribute that it ends at, and whether one element of it is meant. */
interface Place {
  readonly path: string;
  readonly attribute: Attribute;
  readonly chosen: boolean;
}

function placesIn(attribute: Attribute): fc.Arbitrary<Place> {
  const here: Place = { path: attribute.path, attribute, chosen: false };
  if (attribute.extension) {
    return fc.oneof(fc.constant(here), ...attribute.subAttributes.filter(canBeWritten).map(placesIn));
  }
  if (attribute.type !== 'complex') return fc.constant(here);
  const part = fc.constantFrom(...attribute.subAttributes.filter(canBeWritten));
  const inside = part.map((each): Place => ({ path: each.path, attribute: each, chosen: false }));
  if (!attribute.multiValued) return fc.oneof(fc.constant(here), inside);
  const filter = valueFilter(attribute).map((node) => `${attribute.path}[${print(node)}]`);
  return fc.oneof(
    { arbitrary: fc.constant(here), weight: 2 },
    inside,
    { arbitrary: filter.map((path): Place => ({ path, attribute, chosen: true })), weight: 2 },
    {
      arbitrary: fc
        .tuple(filter, part)
        .map(([path, each]): Place => ({ path: `${path}.${each.name}`, attribute: each, chosen: false })),
      weight: 4,
    },
  );
}

/** Paths at one attribute, now and then without the extension's URN, in capitals, or behind the core schema's. */
function written(type: ResourceType, place: Place): fc.Arbitrary<string> {
  const { path } = place;
  const urn = type.extensions.find(({ name }) => path.startsWith(`${name}:`))?.name;
  const other = urn === undefined ? `${type.schema}:${path}` : path.slice(urn.length + 1);
  // A name that two schemas have means nothing without a URN.
  const ambiguous = ['value', 'type'].some((name) => other.startsWith(name));
  return fc.oneof(
    { arbitrary: fc.constant(path), weight: 4 },
    fc.constant(place.attribute.extension || ambiguous ? path : other),
  );
}

const given = ({ attribute, chosen }: Place) => (chosen ? one(attribute, true) : valueOf(attribute, true));

/** An operation on `attributes`, in the default dialect (one path) or in that of `aadOptscim062020` (keys without path). */
function operation(type: ResourceType, attributes: readonly Attribute[]): fc.Arbitrary<JsonObject> {
  const place = fc.oneof(...attributes.map(placesIn));
  const placed = place.chain((each) => fc.tuple(written(type, each), given(each)));
  return fc.oneof(
    {
      arbitrary: fc
        .tuple(fc.constantFrom('add', 'replace', 'Add', 'Replace'), placed)
        .map(([op, [path, value]]): JsonObject => ({ op, path, value })),
      weight: 4,
    },
    fc
      .tuple(fc.constantFrom('remove', 'Remove'), placed, fc.boolean())
      .map(([op, [path, value], bare]): JsonObject => (bare ? { op, path } : { op, path, value })),
    {
      arbitrary: fc
        .tuple(fc.constantFrom('add', 'replace'), fc.array(placed, { minLength: 1, maxLength: 3 }))
        .map(([op, entries]): JsonObject => ({ op, value: Object.fromEntries(entries) })),
      weight: 2,
    },
  );
}

/** Operations on one attribute (then they meet), or on several. */
export function patchesOf(type: ResourceType): fc.Arbitrary<JsonObject[]> {
  const attributes = type.attributes.filter(canBeWritten);
  const list = (from: readonly Attribute[]) =>
    fc.array(operation(type, from), { minLength: 1, maxLength: 4 });
  return fc.oneof(...attributes.map((each) => list([each])), list(attributes));
}
