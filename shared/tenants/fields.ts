import { isArray, isObject, member, parseJson, type JsonObject, type JsonValue } from '../scim/json.ts';

/** A stored row has an unknown format. The message names the member and holds no value. */
export class DamagedRow extends Error {
  override readonly name = 'DamagedRow';
}

/** Typed access to the members of a stored object. Each method throws DamagedRow if the member has another type. */
export interface Fields {
  has(name: string): boolean;
  text(name: string): string;
  optionalText(name: string): string | undefined;
  /** A whole number of at least 1. */
  count(name: string): number;
  flag(name: string): boolean;
  list(name: string): readonly JsonValue[];
  texts(name: string): readonly string[];
  object(name: string): Fields;
  oneOf<Text extends string>(name: string, is: (text: string) => text is Text): Text;
}

/**
 * The members of a stored document.
 *
 * @throws DamagedRow if it is no JSON object; the parser's own message would quote it.
 */
export function fieldsIn(json: unknown): Fields {
  return fields(typeof json === 'string' ? parsed(json) : undefined);
}

function parsed(json: string): JsonValue | undefined {
  try {
    return parseJson(json);
  } catch {
    return undefined;
  }
}

/** @throws DamagedRow if `value` is no object. */
export function fields(value: JsonValue | undefined): Fields {
  if (!isObject(value)) throw new DamagedRow('There is no object.');
  return fieldsOf(value);
}

function fieldsOf(object: JsonObject): Fields {
  const text = (name: string): string => {
    const value = member(object, name);
    if (typeof value !== 'string') throw damaged(name);
    return value;
  };
  const list = (name: string): readonly JsonValue[] => {
    const value = member(object, name);
    if (!isArray(value)) throw damaged(name);
    return value;
  };
  return {
    has: (name) => (member(object, name) ?? null) !== null,
    text,
    optionalText: (name) => ((member(object, name) ?? null) === null ? undefined : text(name)),
    count(name) {
      const value = member(object, name);
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) throw damaged(name);
      return value;
    },
    flag(name) {
      const value = member(object, name);
      if (typeof value !== 'boolean') throw damaged(name);
      return value;
    },
    list,
    texts: (name) =>
      list(name).map((entry) => {
        if (typeof entry !== 'string') throw damaged(name);
        return entry;
      }),
    object: (name) => fields(member(object, name)),
    oneOf(name, is) {
      const value = text(name);
      if (!is(value)) throw damaged(name);
      return value;
    },
  };
}

function damaged(name: string): DamagedRow {
  return new DamagedRow(`The member ${name} is not what it must be.`);
}
