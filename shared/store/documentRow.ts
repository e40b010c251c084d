import type { ScimError } from '../scim/error.ts';
import { groupTooLarge } from '../scim/errors/group.ts';
import { userTooLarge } from '../scim/errors/user.ts';
import { isObject, member, parseJson, type JsonObject, type JsonValue } from '../scim/json.ts';
import type { StoredResource } from '../scim/represent.ts';
import { sizeOf } from '../scim/bounds.ts';
import { documentPieceLength, maxUserBytes } from './limits.ts';
import type { Row } from './writeRows.ts';

/** What a row holds. */
export type DocumentKind = 'user' | 'group';

/** The form of the rows that hold a resource: a later release reads earlier ones by it. */
export const documentFormat = 1;

/**
 * A row that holds a resource. The mark of a member of groups is a property beside the document: the first membership
 * adds it to existing rows.
 *
 * @param kind what the resource is, for messages.
 * @throws ScimError 413
 */
export function documentRow(resource: StoredResource, kind: DocumentKind = 'user'): Row {
  const { id, version, created, lastModified, cardShared, nameShared, grouped, attributes } = resource;
  const document = storedJson({
    ...{ id, version, created, lastModified },
    ...(cardShared === true ? { cardShared } : {}),
    ...(nameShared === true ? { nameShared } : {}),
    attributes,
  });
  const bytes = Buffer.byteLength(document);
  if (bytes > maxUserBytes) throw tooLarge(bytes, kind);
  const pieces = split(document).map((piece, index): [string, string] => [`document${index}`, piece]);
  return {
    format: documentFormat,
    id,
    ...Object.fromEntries(pieces),
    ...(grouped === true ? membershipMark : {}),
  };
}

/** What the first membership adds to the rows of a member. */
export const membershipMark: Row = { grouped: true };

/**
 * Refuses a resource that is far too large before much is made of one: a body may hold sixteen times as much. The
 * stored document is measured exactly.
 *
 * @throws ScimError 413
 */
export function refuseFarTooLarge(attributes: JsonObject, kind: DocumentKind = 'user'): void {
  if (sizeOf(attributes) > 2 * maxUserBytes)
    throw tooLarge(Buffer.byteLength(JSON.stringify(attributes)), kind);
}

function tooLarge(bytes: number, kind: DocumentKind): ScimError {
  return kind === 'user' ? userTooLarge(bytes, maxUserBytes) : groupTooLarge(bytes, maxUserBytes);
}

/** Pieces that fit into a property. None ends within a surrogate pair: storage takes well-formed text only. */
function split(document: string): readonly string[] {
  const pieces: string[] = [];
  for (let start = 0; start < document.length;) {
    const end = start + documentPieceLength;
    const whole = document.slice(start, end).isWellFormed() ? end : end - 1;
    pieces.push(document.slice(start, whole));
    start = whole;
  }
  return pieces;
}

/**
 * The resource in a row.
 *
 * @throws DamagedUser if the row is damaged or of a later form: never something a client did.
 */
export function readDocumentRow(
  row: Readonly<Record<string, unknown>>,
  kind: DocumentKind = 'user',
): StoredResource {
  if (row.format !== documentFormat) throw damaged(row, kind, 'has a form that this release cannot read');
  let document = '';
  for (let piece = 0; ; piece += 1) {
    const part = row[`document${piece}`];
    if (typeof part !== 'string') break;
    document += part;
  }
  const found = parsed(document);
  if (!isObject(found) || !isObject(found.attributes)) throw damaged(row, kind, `holds no ${kind}`);
  const { attributes } = found;
  const requiredText = (name: string): string => {
    const value = member(found, name);
    if (typeof value !== 'string') throw damaged(row, kind, `holds a ${kind} without ${name}`);
    return value;
  };
  return {
    id: requiredText('id'),
    version: requiredText('version'),
    created: requiredText('created'),
    lastModified: requiredText('lastModified'),
    attributes,
    ...(found.cardShared === true ? { cardShared: true } : {}),
    ...(found.nameShared === true ? { nameShared: true } : {}),
    ...(row.grouped === true ? { grouped: true } : {}),
  };
}

/** The parser's own message quotes the text. */
function parsed(document: string): JsonValue | undefined {
  try {
    return parseJson(document);
  } catch {
    return undefined;
  }
}

/** Names the row by the kind of its key and the resource's id: the rest of a key holds a client's values. */
function damaged(
  { rowKey, id }: Readonly<Record<string, unknown>>,
  kind: DocumentKind,
  problem: string,
): DamagedUser {
  const key = typeof rowKey === 'string' ? ` ${rowKey.slice(0, 2)}` : '';
  const resource = typeof id === 'string' ? ` of the ${kind} ${id}` : '';
  return new DamagedUser(`A row${key}${resource} ${problem}.`);
}

/**
 * Characters that a property of Table Storage can't hold, or gives back as others: characters that XML does not have,
 * controls beyond them, and half characters. A client may send any of them.
 */
// oxlint-disable-next-line no-control-regex -- these are what must be found.
const unstorable = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/;

/** Those that `JSON.stringify` leaves: it escapes half characters and the controls below U+0020 itself. */
const unstorableInJson = /[\u007f-\u009f\ufffe\uffff]/g;

/** A value as JSON that a property can hold: other characters become escapes, which any JSON parser reads. */
export function storedJson(value: object | string): string {
  return JSON.stringify(value).replace(
    unstorableInJson,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Suffix of the name of a property that holds text as JSON. */
const asJson = 'Json';

/**
 * A property that holds a text. Most texts are stored as they are, as in rows of earlier releases; the others as JSON,
 * under a name of its own.
 */
export function textProperty(name: string, text: string | undefined): Row {
  if (text === undefined) return {};
  return unstorable.test(text) || !text.isWellFormed()
    ? { [`${name}${asJson}`]: storedJson(text) }
    : { [name]: text };
}

/** The text that `textProperty` has put into a row; undefined if there is none. */
export function readText(row: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const plain = row[name];
  if (typeof plain === 'string') return plain;
  const json = row[`${name}${asJson}`];
  if (typeof json !== 'string') return undefined;
  const text: unknown = JSON.parse(json);
  return typeof text === 'string' ? text : undefined;
}

/** A stored user or group can't be read or written. The message names the user at most, and holds no value. */
export class DamagedUser extends Error {
  override readonly name = 'DamagedUser';
}

/** What is read of rows; undefined if they are damaged. */
export function unlessDamaged<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DamagedUser) return undefined;
    throw error;
  }
}
