import { isArray, isObject, type JsonObject, type JsonValue } from '../scim/json.ts';
import type { StoredResource } from '../scim/represent.ts';
import { uniflowUrn } from '../scim/schema/uniflow.ts';

/** What single sign-on needs to know of a user. */
export interface Person {
  readonly id: string;
  readonly externalId: string | undefined;
  readonly userName: string;
  readonly displayName: string | undefined;
  readonly cardNumber: string | undefined;
  readonly localUsername: string | undefined;
  readonly active: boolean;
  /** Whether the customer's directory makes the person an administrator of the tenant. */
  readonly isAdministrator: boolean;
}

/** The value in SCIM's `roles` that makes a person an administrator of the tenant. */
const administratorRole = 'administrator';

export function personOf({ id, attributes }: StoredResource): Person {
  const uniflow = attributes[uniflowUrn];
  const own: JsonObject = isObject(uniflow) ? uniflow : {};
  return {
    id,
    externalId: text(attributes.externalId),
    userName: text(attributes.userName) ?? id,
    displayName: text(attributes.displayName),
    cardNumber: text(own.cardNumber),
    localUsername: text(own.localUsername),
    active: attributes.active === true,
    isAdministrator: hasRole(attributes.roles),
  };
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function hasRole(roles: JsonValue | undefined): boolean {
  return isArray(roles) && roles.some((role) => isObject(role) && role.value === administratorRole);
}
