import { randomUUID } from 'node:crypto';
import { defined, type JsonObject } from '../scim/json.ts';
import type { StoredResource } from '../scim/represent.ts';
import { uniflowUrn } from '../scim/schema/uniflow.ts';
import { userContext, type TenantContext } from '../users/context.ts';
import { createUser } from '../users/changeUser.ts';
import type { SignInClaims } from './response.ts';

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
