import { defined } from '../../shared/scim/json.ts';
import type { ScimRequest } from '../operations/operation.ts';
import type { Credentials } from '../scene.ts';

/** The headers of a request, with the credential of its sender. */
export function headersOf(request: ScimRequest, { tokens, client }: Credentials): Record<string, string> {
  const { tenant, body, mediaType, sender } = request;
  const basic = Buffer.from(`${client.id}:${client.secret}`).toString('base64');
  return {
    authorization: sender === 'client' ? `Basic ${basic}` : `Bearer ${tokens.get(tenant) ?? ''}`,
    accept: 'application/scim+json',
    ...defined({ 'content-type': mediaType }),
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
}
