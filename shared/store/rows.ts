import { uniflowUrn } from '../scim/schema/uniflow.ts';
import { fold } from '../scim/fold.ts';
import { isArray, isObject, member, parseJson, type JsonObject, type JsonValue } from '../scim/json.ts';
import type { StoredResource } from '../scim/represent.ts';
import { sizeOf } from '../scim/work.ts';
import { DamagedUser } from './damagedUser.ts';
import { cardKey, emailKey, idKey, primaryKey, sharedCardKey, userNameKey } from './keys.ts';
import { documentPieceLength, maxEmails, maxUserBytes } from './limits.ts';
import type { Row } from './rowJson.ts';
import { storedJson } from './storedText.ts';
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
