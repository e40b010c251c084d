import { maxBodyBytes } from '../bounds.ts';
import { maxBulkOperations } from '../bulk.ts';
import { cursorTimeout, defaultPageSize, maxPageSize } from '../page.ts';
import type { JsonObject } from '../json.ts';
import type { Attribute, ResourceType } from './attributes.ts';

/** A discovery document with an id. */
export type Described = JsonObject & {
  readonly id: string;
  readonly meta: { readonly resourceType: string; readonly location: string };
};

/** A document that was made at build time, for the tenant whose URL is `baseUrl`. */
export function located(document: Described, baseUrl: string): Described {
  const { meta } = document;
  return { ...document, meta: { ...meta, location: `${baseUrl}${meta.location}` } };
}

/** `/ServiceProviderConfig` (RFC 7643 §5, RFC 9865 §4): says what the service does, no more. */
export function describeServiceProvider(baseUrl: string, accessTokens: boolean): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: maxBulkOperations, maxPayloadSize: maxBodyBytes },
    filter: { supported: true, maxResults: maxPageSize },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize,
      maxPageSize,
      cursorTimeout,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Secret token',
        description: 'The provisioning secret token of the tenant, sent as an OAuth bearer token.',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
      ...(accessTokens ? [describeClientCredentials(baseUrl)] : []),
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}

function describeClientCredentials(baseUrl: string): JsonObject {
  return {
    type: 'oauth2',
    name: 'OAuth 2.0 client credentials',
    description: `An access token for the client's secret or assertion, from ${baseUrl}/oauth2/token.`,
    specUri: 'https://www.rfc-editor.org/rfc/rfc6749#section-4.4',
    primary: false,
  };
}

/** An entry of `/ResourceTypes` (RFC 7643 §6). */
export function describeResourceType(type: ResourceType, baseUrl: string): Described {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: type.id,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema,
    schemaExtensions: type.extensions.map(({ name }) => ({ schema: name, required: false })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.id}` },
  };
}

/** The entries of `/Schemas` (RFC 7643 §7) for a resource type: its core schema and its extensions. */
export function describeSchemas(type: ResourceType, baseUrl: string): readonly Described[] {
  const own = type.attributes.filter(
    ({ documentation, extension }) => documentation?.schema === type.schema && !extension,
  );
  return [
    describeSchema(type.schema, type.name, type.description, own, baseUrl),
    ...type.extensions.map(({ name, title, documentation, subAttributes }) =>
      describeSchema(name, title, documentation?.description ?? '', subAttributes, baseUrl),
    ),
  ];
}

function describeSchema(
  id: string,
  name: string,
  description: string,
  attributes: readonly Attribute[],
  baseUrl: string,
): Described {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id,
    name,
    description,
    attributes: attributes.map(describeAttribute),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${id}` },
  };
}

function describeAttribute(attribute: Attribute): JsonObject {
  const { name, type, multiValued, documentation, required, caseExact, mutability, returned, uniqueness } =
    attribute;
  const { canonicalValues, referenceTypes, subAttributes } = attribute;
  const compared = type === 'string' || type === 'reference' || type === 'binary';
  return {
    name,
    type,
    multiValued,
    description: documentation?.description ?? '',
    required,
    ...(compared ? { caseExact } : {}),
    mutability,
    returned,
    uniqueness,
    ...(canonicalValues.length > 0 ? { canonicalValues } : {}),
    ...(referenceTypes.length > 0 ? { referenceTypes } : {}),
    ...(subAttributes.length > 0 ? { subAttributes: subAttributes.map(describeAttribute) } : {}),
  };
}
