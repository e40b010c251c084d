import { isObject, stringOr, type JsonObject } from '../json.ts';
import type { Mapping } from '../mapping/mapping.ts';

/** What stands in place of a secret, as in Entra's own log. */
export const redacted = '[Redact]';

/** Takes secrets out of what is to be shown. */
export interface Redaction {
  body(body: JsonObject): JsonObject;
  text(text: string): string;
}

/** Hides the values of the attributes that the mapping redacts, by their names, and credentials by their value. */
export function redactionOf(mapping: Mapping | undefined, credentials: readonly string[]): Redaction {
  const names = new Set(
    [mapping?.user, mapping?.group].flatMap((one) =>
      (one?.attributes ?? []).flatMap(({ secret, target }) =>
        secret ? [target.path.toLowerCase(), (target.keys.at(-1) ?? '').toLowerCase()] : [],
      ),
    ),
  );
  const secrets = credentials.filter((secret) => secret !== '');
  const text = (given: string): string =>
    secrets.reduce((shown, secret) => shown.replaceAll(secret, redacted), given);

  function value(given: unknown): unknown {
    if (typeof given === 'string') return text(given);
    if (Array.isArray(given)) return given.map(value);
    return isObject(given) ? body(given) : given;
  }

  function body(object: JsonObject): JsonObject {
    const named = names.has(stringOr(object.path).toLowerCase());
    return Object.fromEntries(
      Object.entries(object).map(([key, held]) => {
        const hidden = names.has(key.toLowerCase()) || (named && key === 'value');
        return [key, hidden && held !== null && held !== undefined ? redacted : value(held)];
      }),
    );
  }

  return { body, text };
}
