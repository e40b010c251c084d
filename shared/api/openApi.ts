import { hash } from 'node:crypto';
import { etagMatches } from '../scim/conditions.ts';
import type { Call } from './endpoint.ts';
import type { Answer } from './response.ts';
import type { JsonObject } from '../scim/json.ts';

/** GET /openapi.json: anybody may read how the API looks. Its server is the deployment itself. */
export async function getOpenApi({ request, service }: Call): Promise<Answer> {
  const { document, etag } = await documentAt(service.config.publicUrl ?? new URL(request.url).origin);
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

async function documentAt(url: string): Promise<Tagged> {
  if (last?.url === url) return last;
  const { openApi } = await import('../../generated/openApi.js');
  const document = { ...openApi(), servers: [{ url, description: 'This deployment.' }] };
  const etag = `W/"${hash('sha256', JSON.stringify(document), 'base64url')}"`;
  return (last = { url, document, etag });
}
