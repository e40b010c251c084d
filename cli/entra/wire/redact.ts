import { isObject, stringOr, type JsonObject } from '../json.ts';
import type { Mapping } from '../mapping/mapping.ts';

/** Replaces a secret, as in Entra's own log. */
export const redacted = '[Redact]';

/** Removes secrets from what is shown. */
export interface Redaction {
  /** @param sent a request whose secrets an answer may quote. */
  body(body: JsonObject, sent?: JsonObject): JsonObject;
  text(text: string): string;
}

/** Hides attributes that the mapping redacts, by name, and credentials, by value. */
export function redactionOf(mapping: Mapping | undefined, credentials: readonly string[]): Redaction {
  const names = new Set(
    [mapping?.user, mapping?.group].flatMap((one) =>
      (one?.attributes ?? []).flatMap(({ secret, target }) =>
        secret ? [target.path.toLowerCase(), (target.keys.at(-1) ?? '').toLowerCase()] : [],
      ),
    ),
  );
  const isHidden = (object: JsonObject, key: string): boolean =>
    names.has(key.toLowerCase()) || (key === 'value' && names.has(stringOr(object.path).toLowerCase()));
  return {
    body: (object, sent) => hideIn(object, isHidden, [...credentials, ...secretsIn(sent, isHidden)]),
    text: (given) => hideText(given, credentials),
  };
}

type IsHidden = (object: JsonObject, key: string) => boolean;

/** The values under hidden names. */
function secretsIn(value: unknown, isHidden: IsHidden): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, isHidden));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, held]) =>
    isHidden(value, key) && typeof held === 'string' ? [held] : secretsIn(held, isHidden),
  );
}

function hideIn(object: JsonObject, isHidden: IsHidden, secrets: readonly string[]): JsonObject {
  const value = (given: unknown): unknown => {
    if (typeof given === 'string') return hideText(given, secrets);
    if (Array.isArray(given)) return given.map(value);
    return isObject(given) ? hideIn(given, isHidden, secrets) : given;
  };
  return Object.fromEntries(
    Object.entries(object).map(([key, held]) => {
      const hide = isHidden(object, key) && held !== null && held !== undefined;
      return [key, hide ? redacted : value(held)];
    }),
  );
}

function hideText(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((shown, secret) => shown.replaceAll(secret, redacted), text);
}
