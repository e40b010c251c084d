import type { DiscoveryDocuments } from '../../generated/discovery.js';
import { queryOf } from './request.ts';
import type { TenantCall } from './tenantEndpoint.ts';
import { listAnswer, resourceAnswer, type Answer } from './endpoint.ts';
import { describeServiceProvider, located, type Described } from '../scim/schema/discovery.ts';
import type { JsonObject } from '../scim/json.ts';
import { discoveryFilterForbidden, discoveryNotFound, meNotImplemented } from '../scim/errors/request.ts';

/** GET /ServiceProviderConfig (RFC 7643 §5) */
export function getServiceProviderConfig(call: TenantCall): Answer {
  refuseFilter(call);
  const described = describeServiceProvider(call.baseUrl, call.service.accessTokens !== undefined);
  return resourceAnswer(200, described, `${call.baseUrl}/ServiceProviderConfig`);
}

/** GET /ResourceTypes (RFC 7643 §6) */
export async function listResourceTypes(call: TenantCall): Promise<Answer> {
  return list(call, await describedTypes(call));
}

/** GET /ResourceTypes/{id} */
export async function getResourceType(call: TenantCall): Promise<Answer> {
  return one(call, await describedTypes(call), `${call.baseUrl}/ResourceTypes/`);
}

/** GET /Schemas (RFC 7643 §7) */
export async function listSchemas(call: TenantCall): Promise<Answer> {
  return list(call, await describedSchemas(call));
}

/** GET /Schemas/{urn} */
export async function getSchema(call: TenantCall): Promise<Answer> {
  return one(call, await describedSchemas(call), `${call.baseUrl}/Schemas/`);
}

async function describedTypes(call: TenantCall): Promise<readonly Described[]> {
  return (await documents(call)).resourceTypes.map((document) => located(document, call.baseUrl));
}

async function describedSchemas(call: TenantCall): Promise<readonly Described[]> {
  return (await documents(call)).schemas.map((document) => located(document, call.baseUrl));
}

/** The discovery documents, made at build time and loaded on first use. */
async function documents({ tenant }: TenantCall): Promise<DiscoveryDocuments> {
  const { discovery } = await import('../../generated/discovery.js');
  const { externalIdRequired } = tenant.identityProvider.settings;
  return discovery[externalIdRequired ? 'externalIdRequired' : 'externalIdOptional'];
}

/** A list; paging, sorting and projection are ignored here (RFC 7644 §4). */
function list(call: TenantCall, described: readonly JsonObject[]): Answer {
  refuseFilter(call);
  return listAnswer({ resources: described, totalResults: described.length, startIndex: 1 });
}

function one(call: TenantCall, described: readonly Described[], location: string): Answer {
  refuseFilter(call);
  const id = call.request.params.id ?? '';
  const found = described.find((candidate) => candidate.id.toLowerCase() === id.toLowerCase());
  if (found === undefined) {
    throw discoveryNotFound(described.map((each) => each.id).join(', '));
  }
  return resourceAnswer(200, found, `${location}${found.id}`);
}

/**
 * A filter on the discovery endpoints is 403 (RFC 7644 §4), so that no client takes the whole list for its matches.
 */
function refuseFilter({ request }: TenantCall): void {
  if (queryOf(request).has('filter')) {
    throw discoveryFilterForbidden();
  }
}

/** /Me (RFC 7644 §3.11): not implemented, because the caller is an application and no user. */
export function me(): never {
  throw meNotImplemented();
}
