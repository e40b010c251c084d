import { randomUUID } from 'node:crypto';
import type { StorageCall } from './storageProxy.ts';

/** How Azure's Table Storage answers where Azurite does not: from recordings and documentation of the service. */

export interface StorageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What a storage says that must not reach a client. */
export const busyMessage = 'The server is busy at stamp ams07prdstr02a.';

const json = 'application/json;odata=minimalmetadata;streaming=true;charset=utf-8';

export function errorAnswer(
  status: number,
  code: string,
  { message = busyMessage, headers = {} }: { message?: string; headers?: Record<string, string> } = {},
): StorageAnswer {
  return { status, headers: { 'content-type': json, ...headers }, body: errorBody(code, message) };
}

function errorBody(code: string, message: string): string {
  return JSON.stringify({ 'odata.error': { code, message: { lang: 'en-US', value: message } } });
}

/** 202 outside, and a refusal as the only part inside. */
export function batchAnswer(
  status: number,
  code: string,
  message = busyMessage,
  partHeaders: readonly string[] = [],
): StorageAnswer {
  const [outer, inner] = [`batchresponse_${randomUUID()}`, `changesetresponse_${randomUUID()}`];
  const body = [
    `--${outer}`,
    `Content-Type: multipart/mixed; boundary=${inner}`,
    '',
    `--${inner}`,
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    `HTTP/1.1 ${status} Refused`,
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-cache',
    'DataServiceVersion: 3.0;',
    `Content-Type: ${json}`,
    ...partHeaders,
    '',
    errorBody(code, message),
    `--${inner}--`,
    `--${outer}--`,
    '',
  ].join('\r\n');
  return { status: 202, headers: { 'content-type': `multipart/mixed; boundary=${outer}` }, body };
}

/** A page of something in front of storage. */
export function pageAnswer(status: number, headers: Record<string, string> = {}): StorageAnswer {
  return { status, headers: { 'content-type': 'text/html', ...headers }, body: '<html>Sign in</html>' };
}

/** The same answer, in which the refusal of a transaction does not say which of its operations was refused. */
export function withoutPosition(answer: StorageAnswer): StorageAnswer {
  return { ...answer, body: answer.body.replace(/("value":")\d+:/, '$1') };
}

/** Comparisons in a filter that the service takes. */
const maxComparisons = 15;

/** What a property may not hold: controls but for tab and line ends, and what is no character of XML. */
// oxlint-disable-next-line no-control-regex -- these are what must be found.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/;

/** Why the service would refuse a call that Azurite carries out; undefined where it would not. */
export function azureRefusal(call: StorageCall): StorageAnswer | undefined {
  const filter = new URL(call.url, 'http://storage').searchParams.get('$filter') ?? '';
  if (filter.split(/ (?:eq|ne|lt|le|gt|ge) /).length - 1 > maxComparisons)
    return errorAnswer(400, 'InvalidInput', { message: 'The filter has too many comparisons.' });
  const broken = rowsIn(call.body).findIndex((row) =>
    Object.values(row).some((value) => typeof value === 'string' && !isStorable(value)),
  );
  if (broken === -1) return undefined;
  const message = 'One of the request inputs is not valid.';
  return call.url.includes('$batch')
    ? batchAnswer(400, 'InvalidInput', `${broken}:${message}`)
    : errorAnswer(400, 'InvalidInput', { message });
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !forbidden.test(text);
}

/** The rows of a call's body: its own, or those of a transaction, each on a line of its own. */
function rowsIn(body: string): readonly Record<string, unknown>[] {
  return body
    .split('\r\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
