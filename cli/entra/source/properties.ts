import { arrayOr, isObject, type JsonObject } from '../json.ts';
import type { AttributeValue, Entry, EntryKind } from './entry.ts';

/** Microsoft Graph's names of attributes for which the provisioning service has older names. */
const graphNames: ReadonlyMap<string, string> = new Map([
  ['id', 'objectId'],
  ['officeLocation', 'physicalDeliveryOfficeName'],
  ['mobilePhone', 'mobile'],
  ['businessPhones', 'telephoneNumber'],
  ['faxNumber', 'facsimileTelephoneNumber'],
]);

/** An entry of a file; undefined without objectId. An empty value counts as none, as in CSV and in Entra. */
export function toEntry(kind: EntryKind, properties: JsonObject): Entry | undefined {
  const attributes = new Map(attributesOf(properties));
  const objectId = attributes.get('objectId');
  return typeof objectId === 'string' ? { kind, objectId, attributes } : undefined;
}

function attributesOf(properties: JsonObject): readonly (readonly [string, AttributeValue])[] {
  return Object.entries(properties).flatMap(([name, value]) => {
    // Graph: extensionAttribute1 to 15.
    if (name === 'onPremisesExtensionAttributes' && isObject(value)) return attributesOf(value);
    const held = valueOf(value);
    return held === undefined ? [] : [[graphNames.get(name) ?? name, held] as const];
  });
}

function valueOf(value: unknown): AttributeValue | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return String(value);
  // Graph: a manager or member that was expanded.
  if (isObject(value)) return valueOf(value.id);
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  const values = arrayOr(value).flatMap((item) => valueOf(item) ?? []);
  const texts = values.filter((item) => typeof item === 'string');
  return texts.length === 0 ? undefined : texts;
}
