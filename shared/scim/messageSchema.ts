import { schemaMismatch } from './errors/request.ts';
import { isArray, memberIgnoringCase, type JsonObject } from './json.ts';

const messages = 'urn:ietf:params:scim:api:messages:2.0:';
const coreResources = 'urn:ietf:params:scim:schemas:core:2.0:';

export const patchSchema = `${messages}PatchOp`;
export const bulkSchema = `${messages}BulkRequest`;
export const searchSchema = `${messages}SearchRequest`;

/**
 * Refuses a body whose `schemas` says that it is another message, or another core resource, than this one: it was meant
 * for elsewhere. Entra's bodies name extensions that they do not hold, hold extensions that they do not name, and name
 * unknown URNs; none of these says what the body is, and neither do absent or empty `schemas`.
 *
 * @param expected URN of the message or core schema that belongs here.
 * @throws ScimError 400 `invalidSyntax`
 */
export function requireSchema(body: JsonObject, expected: string): void {
  const named = memberIgnoringCase(body, 'schemas');
  const urns = (isArray(named) ? named : [named]).filter((urn) => typeof urn === 'string');
  if (urns.some((urn) => urn.toLowerCase() === expected.toLowerCase())) return;
  const other = urns.find((urn) => isMessageOrCore(urn.toLowerCase()));
  if (other === undefined) return;
  throw schemaMismatch(other, expected);
}

function isMessageOrCore(urn: string): boolean {
  return urn.startsWith(messages) || urn.startsWith(coreResources);
}
