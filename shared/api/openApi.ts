import { hash } from 'node:crypto';
import { etagMatches } from '../scim/user.ts';
import type { JsonObject } from '../scim/json.ts';
import type { Call, Answer } from './endpoint.ts';

/** GET /openapi.json: public, like the API's description. */
export async function getOpenApi(call: Call): Promise<Answer> {
  const { openApi } = await import('../../generated/openApi.js');
  return documentAnswer(call, openApi());
}

/** The document with this deployment as its server, because clients are generated from the downloaded document. */
function documentAnswer({ request, service }: Call, openApi: JsonObject): Answer {
  const url = service.config.publicUrl ?? new URL(request.url).origin;
  const { document, etag } = documentAt(url, openApi);
  const headers = { ETag: etag, 'Cache-Control': 'public, max-age=300' };
  if (etagMatches(request.headers.get('if-none-match') ?? '', etag)) return { status: 304, headers };
  return { status: 200, body: document, mediaType: 'application/json', headers };
}

interface Tagged {
  readonly openApi: JsonObject;
  readonly url: string;
  readonly document: JsonObject;
  readonly etag: string;
}

/**
 * Caches the document of one origin: a deployment usually has one, and clients can't make it hash others again and
 * again.
 */
let last: Tagged | undefined;

function documentAt(url: string, openApi: JsonObject): Tagged {
  if (last?.url === url && last.openApi === openApi) return last;
  const document = { ...openApi, servers: [{ url, description: 'This deployment.' }] };
  const etag = `W/"${hash('sha256', JSON.stringify(document), 'base64url')}"`;
  return (last = { openApi, url, document, etag });
}

/** GET /manage/openapi.json: public, if the deployment serves the management API. */
export async function getManagementOpenApi(call: Call): Promise<Answer> {
  const { openApi } = await import('../../generated/manage.js');
  return documentAnswer(call, openApi());
}
