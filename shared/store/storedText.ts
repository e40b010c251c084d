import type { Row } from './rowJson.ts';

/**
 * What a property of Table Storage can't hold, or holds and gives back as something else: characters that XML does not
 * have, controls beyond them, and half characters. Whatever text a client sends, none of it is stored as it is.
 */
// eslint-disable-next-line no-control-regex -- these are what must be found.
const unstorable = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/;

/** The same of what `JSON.stringify` has left: it escapes half characters and the controls below U+0020 by itself. */
const unstorableInJson = /[\u007f-\u009f\ufffe\uffff]/g;

/** A value as JSON that a property can hold: what it can't stands there as an escape, which any JSON parser reads. */
export function storedJson(value: object | string): string {
  return JSON.stringify(value).replace(
    unstorableInJson,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Behind the name of a property whose text stands there as JSON. */
const asJson = 'Json';

/**
 * A property that holds a text. Most stand there as they are, as in rows of earlier releases; what a property can't hold
 * stands as JSON, under a name of its own.
 */
export function textProperty(name: string, text: string | undefined): Row {
  if (text === undefined) return {};
  return unstorable.test(text) || !text.isWellFormed()
    ? { [`${name}${asJson}`]: storedJson(text) }
    : { [name]: text };
}

/** The text that `textProperty` has put into a row; undefined where there is none. */
export function readText(row: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const plain = row[name];
  if (typeof plain === 'string') return plain;
  const json = row[`${name}${asJson}`];
  if (typeof json !== 'string') return undefined;
  const text: unknown = JSON.parse(json);
  return typeof text === 'string' ? text : undefined;
}
