/** A part of the document. */
export type Json = Readonly<Record<string, unknown>>;

/** A reference to a part of the document that has a name. */
export function named(
  kind: 'schemas' | 'responses' | 'parameters' | 'headers' | 'examples',
  name: string,
): Json {
  return { $ref: `#/components/${kind}/${name}` };
}

/** An object with these members; those that are required are named. */
export function object(properties: Json, required: readonly string[] = [], more: Json = {}): Json {
  return { type: 'object', ...more, properties, ...(required.length === 0 ? {} : { required }) };
}

export const text: Json = { type: 'string' };

export function described(schema: Json, description: string): Json {
  return { ...schema, description };
}
