/**
 * Generates the tables of attributes and the documents of `/ResourceTypes` and `/Schemas` as code, so that a start
 * builds neither.
 */
import { withOptional, type Attribute, type ResourceType } from '../shared/scim/schema/attributes.ts';
import { usual } from './attributeTable.ts';
import { describeResourceType, describeSchemas } from './discoveryDocuments.ts';

/** The members of a row that differ from the default, as source text: V8 reads each character at every start. */
function unusual(plain: Partial<Attribute>): string {
  const defaults = new Map(Object.entries(usual).map(([name, value]) => [name, JSON.stringify(value)]));
  const own = Object.entries(plain).filter(([name, value]) => JSON.stringify(value) !== defaults.get(name));
  return own.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ');
}

/** A module that exports `resourceTypes`: literals, with each attribute's map by name. */
export function resourceTypesModule(types: readonly ResourceType[]): string {
  const variables = new Map<Attribute, string>();
  const lines: string[] = [];
  const declare = (attribute: Attribute): string => {
    const known = variables.get(attribute);
    if (known !== undefined) return known;
    const { subAttributes, byName, documentation: _, ...plain } = attribute;
    const parts = subAttributes.map(declare);
    const variable = `attribute${variables.size}`;
    variables.set(attribute, variable);
    const inner =
      parts.length === 0 ? '' : `, subAttributes: [${parts.join(', ')}], byName: ${mapOf(byName)}`;
    lines.push(`const ${variable} = { ...usual, ${unusual(plain)}${inner} };`);
    return variable;
  };
  const mapOf = (byName: ReadonlyMap<string, Attribute>): string => {
    const entries = [...byName].map(
      ([name, attribute]) => `[${JSON.stringify(name)}, ${declare(attribute)}]`,
    );
    return `new Map([${entries.join(', ')}])`;
  };
  const literals = types.map(({ extensions, attributes, byName, ...plain }) => {
    const own = [
      JSON.stringify(plain).slice(1, -1),
      `extensions: [${extensions.map(declare).join(', ')}]`,
      `attributes: [${attributes.map(declare).join(', ')}]`,
      `byName: ${mapOf(byName)}`,
    ];
    return `{ ${own.join(', ')} }`;
  });
  const { byName, ...rest } = usual;
  const common = Object.entries(rest).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return [
    `const usual = { ${[...common, `byName: ${mapOf(byName)}`].join(', ')} };`,
    ...lines,
    `export const resourceTypes = [${literals.join(', ')}];`,
    '',
  ].join('\n');
}

export const resourceTypesTypes = [
  `import type { ResourceType } from '../shared/scim/schema/attributes.ts';`,
  'export declare const resourceTypes: readonly ResourceType[];',
  '',
].join('\n');

/**
 * A module that exports `discovery`: the documents with and without a required externalId, with locations relative to
 * the tenant's URL.
 */
export function discoveryModule(types: readonly ResourceType[]): string {
  const documents = (variant: readonly ResourceType[]) => ({
    resourceTypes: variant.map((type) => describeResourceType(type, '')),
    schemas: variant.flatMap((type) => describeSchemas(type, '')),
  });
  const discovery = {
    externalIdRequired: documents(types),
    externalIdOptional: documents(withOptional(types, new Set(['externalId']))),
  };
  return `export const discovery = ${JSON.stringify(discovery)};\n`;
}

export const discoveryTypes = [
  `import type { Described } from '../shared/scim/schema/discovery.ts';`,
  'export interface DiscoveryDocuments {',
  '  readonly resourceTypes: readonly Described[];',
  '  readonly schemas: readonly Described[];',
  '}',
  `export declare const discovery: Readonly<Record<'externalIdRequired' | 'externalIdOptional', DiscoveryDocuments>>;`,
  '',
].join('\n');
