import { uniflowUrn } from '../scim/schema/uniflow.ts';
import { fold, isArray, isObject, type JsonObject, type JsonValue } from '../scim/json.ts';
import type { StoredResource } from '../scim/represent.ts';
import { documentFormat, documentRow } from './documentRow.ts';
import { cardKey, emailKey, idKey, primaryKey, sharedCardKey, userNameKey } from './keys.ts';
import { maxEmails } from './limits.ts';
import type { Row } from './rowJson.ts';
import { tooManyEmails } from '../scim/errors/user.ts';

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
  if (pointer !== undefined) rows.set(pointer, { format: documentFormat, id: user.id });
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

/**
 * The keys of the rows that hold the user, and on which its first membership leaves a mark.
 */
export function documentKeys(user: StoredResource): readonly string[] {
  const { byId, copies } = keysOf(user);
  return [byId, ...copies];
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
