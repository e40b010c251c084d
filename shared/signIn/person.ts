import { randomUUID } from 'node:crypto';
import { isArray, isObject, type JsonObject, type JsonValue, defined } from '../scim/json.ts';
import type { StoredResource } from '../scim/represent.ts';
import { uniflowUrn } from '../scim/schema/uniflow.ts';
import { userContext, type TenantContext } from '../users/context.ts';
import { createUser } from '../users/changeUser.ts';
import type { SignInClaims } from './response.ts';

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

/**
 * Registers a person who signs in for the first time: creates the user as SCIM would, with all its rules. It only ever
 * creates: whom SCIM has disabled stays disabled.
 *
 * @throws ScimError 400 if the tenant's rules refuse such a user, 409 if somebody else has the userName.
 */
export async function registerPerson(call: TenantContext, claims: SignInClaims): Promise<StoredResource> {
  const context = await userContext(call, { attributes: undefined, excludedAttributes: undefined });
  const body = userBody(context.type.schema, claims);
  return (await createUser(context, body, randomUUID())).user;
}

function userBody(schema: string, claims: SignInClaims): JsonObject {
  const { objectId, userName, displayName, nickname, givenName, familyName, email } = claims;
  const name = defined({ givenName, familyName });
  return {
    schemas: nickname === undefined ? [schema] : [schema, uniflowUrn],
    externalId: objectId,
    active: true,
    ...defined({ userName, displayName }),
    ...(Object.keys(name).length === 0 ? {} : { name: { ...name } }),
    ...(email === undefined ? {} : { emails: [{ type: 'work', value: email, primary: true }] }),
    ...(nickname === undefined ? {} : { [uniflowUrn]: { localUsername: nickname } }),
  };
}
