import { defined } from '../../shared/scim/json.ts';
import type { ScimRequest } from '../operations/operation.ts';
import type { Credentials } from '../scene.ts';

/** Sends one request, and gives the body of its answer. Throws if the status is not the one that was expected. */
export type Send = () => Promise<string>;

/** A way to call the service. */
export interface Way {
  /** Everything up to the moment of sending, which is not measured. */
  prepare(request: ScimRequest): Send;
  close(): Promise<void>;
}

export function checkStatus({ functionName, status }: ScimRequest, given: number, body: string): void {
  if (given !== status) throw new Error(`${functionName} answered ${given} instead of ${status}: ${body}`);
}

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
