import { uniflowUrn } from '../scim/schema/uniflow.ts';
import { fold } from '../scim/fold.ts';
import { isArray, isObject, member, parseJson, type JsonObject, type JsonValue } from '../scim/json.ts';
import type { StoredResource } from '../scim/represent.ts';
import { sizeOf } from '../scim/work.ts';
import { cardKey, emailKey, idKey, primaryKey, sharedCardKey, userNameKey } from './keys.ts';
import { documentPieceLength, maxEmails, maxUserBytes } from './limits.ts';
import { tooManyEmails, userTooLarge } from '../scim/errors/user.ts';

/** Format version of new rows, by which a later release reads them. */
const format = 1;

/**
 * All rows of a user, by row key: the primary row, and a copy for each way in which it is looked up.
 *
 * @throws ScimError 400 `invalidValue` for too many e-mail addresses, 413 for a user that is too large.
 */
export function userRows(user: StoredResource): ReadonlyMap<string, Row> {
  const copy = documentRow(user);
  const { byId, pointer, copies } = keysOf(user);
  const rows = new Map<string, Row>(copies.map((key) => [key, copy]));
  rows.set(byId, {
    ...copy,
    // Filters on these are pushed down to the server.
    active: user.attributes.active === true,
    created: new Date(user.created),
    lastModified: new Date(user.lastModified),
  });
  if (pointer !== undefined) rows.set(pointer, { format, id: user.id });
  return rows;
}

/**
 * The keys of these rows, without making them.
 *
 * @throws ScimError 400 `invalidValue` for too many e-mail addresses.
 */
export function userRowKeys(user: StoredResource): ReadonlySet<string> {
  const { byId, pointer, copies } = keysOf(user);
  return new Set([...copies, byId, ...(pointer === undefined ? [] : [pointer])]);
}

interface RowKeys {
  readonly byId: string;
  /** Of a card that is this user's alone. */
  readonly pointer: string | undefined;
  /** Of rows that hold the user and nothing else. */
  readonly copies: readonly string[];
}

function keysOf({ id, attributes, cardShared }: StoredResource): RowKeys {
  const card = cardNumber(attributes);
  const shared = cardShared === true;
  return {
    byId: idKey(id),
    pointer: card === undefined || shared ? undefined : cardKey(card),
    copies: [
      primaryKey(text(attributes.externalId), id),
      userNameKey(text(attributes.userName) ?? ''),
      ...distinctEmails(attributes).map((email) => emailKey(email, id)),
      ...(card !== undefined && shared ? [sharedCardKey(card, id)] : []),
    ],
  };
}

function documentRow(user: StoredResource): Row {
  const document = storedJson(user);
  const bytes = Buffer.byteLength(document);
  if (bytes > maxUserBytes) throw userTooLarge(bytes, maxUserBytes);
  const pieces = split(document).map((piece, index): [string, string] => [`document${index}`, piece]);
  return { format, id: user.id, ...Object.fromEntries(pieces) };
}

/**
 * Refuses a user who is far too large before much is made of one: a body may hold sixteen times as much as a user. What is
 * stored is measured exactly.
 *
 * @throws ScimError 413
 */
export function refuseFarTooLarge(attributes: JsonObject): void {
  if (sizeOf(attributes) > 2 * maxUserBytes)
    throw userTooLarge(Buffer.byteLength(JSON.stringify(attributes)), maxUserBytes);
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
 * The user in a row.
 *
 * @throws DamagedUser where the row is damaged or of a later form: never something a client did.
 */
export function readUserRow(row: Readonly<Record<string, unknown>>): StoredResource {
  if (row.format !== format) throw damaged(row, 'has a form that this release cannot read');
  let document = '';
  for (let piece = 0; ; piece += 1) {
    const part = row[`document${piece}`];
    if (typeof part !== 'string') break;
    document += part;
  }
  const user = parsed(document);
  if (!isObject(user) || !isObject(user.attributes)) throw damaged(row, 'holds no user');
  const { attributes } = user;
  const requiredText = (name: string): string => {
    const value = member(user, name);
    if (typeof value !== 'string') throw damaged(row, `holds a user without ${name}`);
    return value;
  };
  return {
    id: requiredText('id'),
    version: requiredText('version'),
    created: requiredText('created'),
    lastModified: requiredText('lastModified'),
    attributes,
    ...(user.cardShared === true ? { cardShared: true } : {}),
  };
}

/** The parser's own message quotes what it can't read. */
function parsed(document: string): JsonValue | undefined {
  try {
    return parseJson(document);
  } catch {
    return undefined;
  }
}

/** Names the row by the kind of its key and the user's id: the rest of a key is made of what a client sent. */
function damaged({ rowKey, id }: Readonly<Record<string, unknown>>, problem: string): DamagedUser {
  const kind = typeof rowKey === 'string' ? ` ${rowKey.slice(0, 2)}` : '';
  const user = typeof id === 'string' ? ` of the user ${id}` : '';
  return new DamagedUser(`A row${kind}${user} ${problem}.`);
}

function distinctEmails(attributes: JsonObject): readonly string[] {
  const { emails } = attributes;
  const values = isArray(emails)
    ? emails.map((email) => (isObject(email) ? text(email.value) : undefined))
    : [];
  const distinct = new Map(
    values.filter((value) => value !== undefined).map((value) => [fold(value), value]),
  );
  if (distinct.size > maxEmails) {
    throw tooManyEmails(distinct.size, maxEmails);
  }
  return [...distinct.values()];
}

/** The card of a user, as its rows know it. */
export function cardNumber(attributes: JsonObject): string | undefined {
  const extension = attributes[uniflowUrn];
  return isObject(extension) ? text(extension.cardNumber) : undefined;
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A row without its keys. */
export type Row = Readonly<Record<string, string | number | boolean | Date>>;

/** Text of at least this length is worth remembering how it was written. */
const long = 500;

/** Writes the rows of one partition as JSON. The document, which the copies of a user share, is written once. */
export function rowWriter(partitionKey: string): (rowKey: string, row: Row) => string {
  const known = new Map<string, string>();
  const text = (value: string): string => {
    if (value.length < long) return quoted(value);
    const written = known.get(value) ?? quoted(value);
    known.set(value, written);
    return written;
  };
  const property = ([name, value]: readonly [string, Row[string]]): string => {
    if (typeof value === 'string') return `"${name}":${text(value)}`;
    if (!(value instanceof Date)) return `"${name}":${value}`;
    return `"${name}":"${value.toISOString()}","${name}@odata.type":"Edm.DateTime"`;
  };
  return (rowKey, row) => {
    const keys = [`"PartitionKey":${quoted(partitionKey)}`, `"RowKey":${quoted(rowKey)}`];
    return `{${[...keys, ...Object.entries(row).map(property)].join(',')}}`;
  };
}

/**
 * A JSON string. U+2028 and U+2029 are written as escapes, which mean the same: Azurite reads a transaction line by line
 * and takes them for line ends.
 */
function quoted(text: string): string {
  const written = JSON.stringify(text);
  if (!/[\u2028\u2029]/.test(written)) return written;
  return written.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

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

/** What is stored of a user can't be read or written. The message names the user at most, and holds no value. */
export class DamagedUser extends Error {
  override readonly name = 'DamagedUser';
}
