import { createHash } from 'node:crypto';
import { openApi } from '../../generated/openApi.js';
import { names } from '../http/conditions.ts';
import type { Call } from '../http/endpoint.ts';
import type { Answer } from '../http/response.ts';
import type { JsonObject } from '../scim/json.ts';

/** GET /openapi.json: anybody may read how the API looks. Its server is the deployment itself. */
export function getOpenApi({ request, service }: Call): Answer {
  const document = at(service.config.publicUrl ?? new URL(request.url).origin);
  const etag = `W/"${createHash('sha256').update(JSON.stringify(document)).digest('base64url')}"`;
  const headers = { ETag: etag, 'Cache-Control': 'public, max-age=300' };
  if (names(request.headers.get('if-none-match') ?? '', etag)) return { status: 304, headers };
  return { status: 200, body: document, mediaType: 'application/json', headers };
}

function at(url: string): JsonObject {
  return { ...openApi(), servers: [{ url, description: 'This deployment.' }] };
}
