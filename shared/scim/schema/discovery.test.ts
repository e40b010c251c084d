import { describe, expect, test } from 'vitest';
import { describeServiceProvider } from './discovery.ts';
import type { JsonObject } from '../json.ts';

const baseUrl = 'https://example.net/scim/demo';

describe('describeServiceProvider', () => {
  const config = describeServiceProvider(baseUrl, true);

  test('has the members of RFC 7643 §5 and RFC 9865 §4 and no others', () => {
    expect(Object.keys(config).toSorted()).toEqual(
      [
        ...['schemas', 'patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag', 'pagination'],
        ...['authenticationSchemes', 'meta'],
      ].toSorted(),
    );
    expect(config).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: { supported: true },
      filter: { supported: true, maxResults: 1000 },
      changePassword: { supported: false },
      etag: { supported: true },
      bulk: { maxPayloadSize: 1_048_576 },
      pagination: { index: true, defaultPaginationMethod: 'index', defaultPageSize: 100, maxPageSize: 1000 },
      meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
    });
  });

  test('names the ways to authenticate, with the members of the schema only', () => {
    const schemes = config.authenticationSchemes as readonly JsonObject[];
    expect(schemes.filter(({ primary }) => primary === true)).toHaveLength(1);
    for (const scheme of schemes) {
      expect(['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest']).toContain(scheme.type);
      const members = ['type', 'name', 'description', 'specUri', 'documentationUri', 'primary'];
      expect(members).toEqual(expect.arrayContaining(Object.keys(scheme)));
    }
  });
});
