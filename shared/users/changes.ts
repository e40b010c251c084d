import { isSecret, type Attribute, type ResourceType } from '../scim/schema/attributes.ts';
import { defined, isArray, isObject, jsonEqual, type JsonObject, type JsonValue } from '../scim/json.ts';
import type { ChangedValues, ValueChange } from '../store/logRow.ts';

/** An attribute in which two resources differ. */
interface AttributeChange {
  readonly attribute: Attribute;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/** The attributes in which two resources differ; those of an extension one by one. */
function changesBetween(
  attributes: readonly Attribute[],
  left: JsonObject,
  right: JsonObject,
): readonly AttributeChange[] {
  return attributes.flatMap((attribute) => {
    const [before, after] = [left[attribute.name], right[attribute.name]];
    if (jsonEqual(before, after)) return [];
    return attribute.extension
      ? changesBetween(attribute.subAttributes, objectOf(before), objectOf(after))
      : [{ attribute, before, after }];
  });
}

/** The SCIM paths of the attributes in which two resources differ; those of an extension one by one. */
export function changedPaths(type: ResourceType, before: JsonObject, after: JsonObject): readonly string[] {
  return changesBetween(type.attributes, before, after).map(({ attribute }) => attribute.path);
}

/** What the attributes in which two resources differ were and are; nothing of a secret, sealed or not. */
export function changedValues(type: ResourceType, before: JsonObject, after: JsonObject): ChangedValues {
  const changes = changesBetween(type.attributes, before, after).filter(
    ({ attribute }) => !isSecret(attribute),
  );
  return Object.fromEntries(
    changes.map((change): [string, ValueChange] => {
      const old = withoutSecrets(change.attribute, change.before);
      const now = withoutSecrets(change.attribute, change.after);
      return [change.attribute.path, { ...defined({ old, new: now }) }];
    }),
  );
}

/** A value of an attribute that is no secret itself, but may have one in it. */
function withoutSecrets(attribute: Attribute, value: JsonValue | undefined): JsonValue | undefined {
  if (isArray(value)) return value.map((element) => withoutSecrets(attribute, element) ?? null);
  if (!isObject(value)) return value;
  const members = attribute.subAttributes.flatMap((part) => {
    const kept = isSecret(part) ? undefined : withoutSecrets(part, value[part.name]);
    return kept === undefined ? [] : [[part.name, kept] as const];
  });
  return Object.fromEntries(members);
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}
