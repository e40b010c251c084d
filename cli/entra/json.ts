/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object: neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one if the value is none. */
export function objectOr(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The array, or an empty one if the value is none. */
export function arrayOr(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The string, or an empty one if the value is none. */
export function stringOr(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
