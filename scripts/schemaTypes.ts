/** The keywords of a JSON Schema from which its TypeScript type follows. */
export interface SchemaText {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly items?: SchemaText;
  readonly properties?: Readonly<Record<string, SchemaText>>;
  readonly required?: readonly string[];
}

/** The TypeScript type of a schema's valid values; a reference becomes the name at its end. */
export function typeText(schema: SchemaText): string {
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  return [schema.type ?? 'unknown']
    .flat()
    .map((type) => oneType(type, schema))
    .join(' | ');
}

function oneType(type: string, { items = {}, properties = {}, required = [] }: SchemaText): string {
  if (type === 'integer') return 'number';
  if (type === 'array') return `readonly (${typeText(items)})[]`;
  if (type !== 'object') return type;
  const members = Object.entries(properties).map(([name, schema]) =>
    required.includes(name)
      ? `readonly ${JSON.stringify(name)}: ${typeText(schema)};`
      : `readonly ${JSON.stringify(name)}?: ${typeText(schema)} | undefined;`,
  );
  return `{ ${members.join(' ')} }`;
}
