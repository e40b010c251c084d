/** A JSON value. Read-only: nothing in this code changes a value in place. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A member of `object` itself, never one of its prototype (`constructor`, `__proto__`). */
export function member(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A member of a message, its name without regard to case (RFC 7643 §2.1). */
export function memberIgnoringCase(object: JsonObject, name: string): JsonValue | undefined {
  const lower = name.toLowerCase();
  // Without Object.entries: there may be tens of thousands.
  for (const candidate in object) {
    if (candidate.length === lower.length && candidate.toLowerCase() === lower)
      return member(object, candidate);
  }
  return undefined;
}

/** `object` with `name` set to `value`, or without `name` if the value is undefined. */
export function withMember(object: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  if (value === undefined) {
    const { [name]: removed, ...rest } = object;
    return rest;
  }
  return { ...object, [name]: value };
}

/** The members of `Members` that may be undefined, as optional members. */
type Defined<Members> = { [Name in keyof Members]?: Exclude<Members[Name], undefined> };

/** The members that are not undefined: `{ name, ...defined({ title }) }` has no `title` if that is undefined. */
export function defined<Members extends object>(members: Members): Defined<Members>;
export function defined(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** A JSON type in words, for messages: `a string`, `an object`, `null`. */
export function typeInWords(value: JsonValue): string {
  if (value === null) return 'null';
  if (isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Equality of JSON values; the order of an object's members does not count. */
export function jsonEqual(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true;
  if (isArray(left)) {
    return (
      isArray(right) && left.length === right.length && left.every((item, i) => jsonEqual(item, right[i]))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && jsonEqual(left[name], right[name]))
  );
}

/** The object in a JSON text that may be anything; undefined if there is none. The parser's message quotes the text. */
export function objectIn(text: string): JsonObject | undefined {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Parses JSON text.
 *
 * @throws SyntaxError whose message quotes the text: it must not be shown or logged.
 */
export function parseJson(text: string): JsonValue {
  const value: unknown = JSON.parse(text);
  if (!isJson(value)) throw new SyntaxError('There is no JSON value.');
  return value;
}

/** JSON.parse returns JSON values; the type checker can't know. */
function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}

/** A string; empty if the value is no string. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The elements of a multi-valued attribute. */
export type Elements = readonly JsonValue[];

// Full case folding maps no character to the Turkish dotless i's pair (CaseFolding.txt marks it T, for Turkic only).
const dotlessI = '\u{131}';

/**
 * The form under which strings that are not `caseExact` are compared, and under which they become keys: NFC, then
 * Unicode full case folding code point by code point. Without context: JavaScript's own lower-casing turns a Σ
 * at the end of a word into ς, and "ΟΔΟΣ" would not find "οδοσ".
 */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text.normalize('NFC')) folded += foldCharacter(character);
  return folded;
}

/** Lower, upper, lower reaches the full folding (ß and ẞ → ss, ſ → s, ﬁ → fi) with the platform's own tables. */
function foldCharacter(character: string): string {
  if (character === dotlessI) return character;
  let folded = '';
  for (const upper of character.toLowerCase().toUpperCase()) folded += upper.toLowerCase();
  return folded;
}

/** Such a text is folded by lower-casing it. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

// RFC 3339 `date-time`, the lexical form that RFC 7643 §2.3.5 asks for; the offset may be missing in what clients send.
const dateTime = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?$/;
const offset = /(?:[Zz]|[+-]\d{2}:\d{2})$/;

/**
 * The instant that an RFC 3339 time names, in milliseconds since 1970, or undefined if it names none. Without an offset
 * it is UTC.
 */
export function parseDateTime(text: string): number | undefined {
  if (!dateTime.test(text) || !isOnClockAndCalendar(text)) return undefined;
  const instant = Date.parse(offset.test(text) ? text : `${text}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}

/** `Date.parse` takes the 30th of February for the 2nd of March, and 24:00 for the next day; RFC 3339 §5.7 has neither. */
function isOnClockAndCalendar(text: string): boolean {
  const asUtc = new Date(`${text.slice(0, 19).toUpperCase()}Z`);
  return (
    !Number.isNaN(asUtc.getTime()) && asUtc.toISOString().slice(0, 19) === text.slice(0, 19).toUpperCase()
  );
}

/** Entra's default dialect sends booleans as "True" and "False"; others write them in lower case. */
export function booleanFromText(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

/** Whether a text is a GUID (RFC 9562 §4) in lower case, as Entra and this service write them. */
export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(text);
}
