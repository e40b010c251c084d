import { hash } from 'node:crypto';
import { openApi } from '../../generated/openApi.js';
import { etagMatches } from '../scim/conditions.ts';
import type { Call } from './endpoint.ts';
import type { Answer } from './response.ts';
import type { JsonObject } from '../scim/json.ts';

/** GET /openapi.json: anybody may read how the API looks. Its server is the deployment itself. */
export function getOpenApi({ request, service }: Call): Answer {
  const { document, etag } = documentAt(service.config.publicUrl ?? new URL(request.url).origin);
  const headers = { ETag: etag, 'Cache-Control': 'public, max-age=300' };
  if (etagMatches(request.headers.get('if-none-match') ?? '', etag)) return { status: 304, headers };
  return { status: 200, body: document, mediaType: 'application/json', headers };
}

interface Tagged {
  readonly url: string;
  readonly document: JsonObject;
  readonly etag: string;
}

/** A deployment has one address, as a rule: what was hashed for it is not hashed again for whoever asks. */
let last: Tagged | undefined;

function documentAt(url: string): Tagged {
  if (last?.url === url) return last;
  const document = { ...openApi(), servers: [{ url, description: 'This deployment.' }] };
  const etag = `W/"${hash('sha256', JSON.stringify(document), 'base64url')}"`;
  return (last = { url, document, etag });
}
