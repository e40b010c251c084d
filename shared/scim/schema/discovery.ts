import { maxBodyBytes } from '../bounds.ts';
import { maxBulkOperations } from '../bulk.ts';
import { cursorTimeout, defaultPageSize, maxPageSize } from '../page.ts';
import type { JsonObject } from '../json.ts';

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
