import { isArray, objectIn, type JsonObject, type JsonValue } from '../../shared/scim/json.ts';
import { uniflowUrn } from '../../shared/scim/schema/uniflow.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { objectOr, stringOr } from '../entra/json.ts';
import type { DemoPerson } from './people.ts';

/** A tenant with single sign-on. */
export interface DemoTenant {
  /** Origin of the service, without a slash at its end. */
  readonly serviceUrl: string;
  readonly tenant: string;
  /** Its provisioning secret token. */
  readonly token: string;
}

/** Creates a person as Entra does. @returns the id of the user. */
export async function provisionPerson(tenant: DemoTenant, person: DemoPerson): Promise<string> {
  const { objectId: externalId, userName, displayName, cardNumber } = person;
  const { status, body } = await scim(tenant, 'POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', uniflowUrn],
    ...{ externalId, userName, displayName, active: true },
    ...(cardNumber === undefined ? {} : { [uniflowUrn]: { cardNumber } }),
  });
  if (status !== 201) throw new Error(`The service did not create ${displayName}: ${stringOr(body.detail)}`);
  return stringOr(body.id);
}

export async function disablePerson(tenant: DemoTenant, userId: string): Promise<void> {
  const { status, body } = await scim(tenant, 'PATCH', `/Users/${userId}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'active', value: false }],
  });
  if (status !== 200) throw new Error(`The service did not disable the user: ${stringOr(body.detail)}`);
}

/** Why a sign-in was refused. Its answer does not say; the provisioning log does, a moment later. */
export async function refusalOf(tenant: DemoTenant, requestId: string): Promise<string> {
  for (let tries = 0; tries < 20; tries += 1) {
    const { body } = await scim(tenant, 'GET', '/provisioningLog?action=signInRefused&count=5');
    const entries: readonly JsonValue[] = isArray(body.Resources) ? body.Resources : [];
    const entry = entries.map(objectOr).find((each) => each.requestId === requestId);
    if (entry !== undefined) return stringOr(objectOr(entry.refusal).detail);
    await wait(100);
  }
  return 'the provisioning log has no reason';
}

async function scim(
  { serviceUrl, tenant, token }: DemoTenant,
  method: string,
  path: string,
  body?: JsonObject,
): Promise<{ readonly status: number; readonly body: JsonObject }> {
  const response = await fetch(`${serviceUrl}/scim/${tenant}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: objectIn(await response.text()) ?? {} };
}
