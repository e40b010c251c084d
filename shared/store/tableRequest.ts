import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { RestError } from '@azure/data-tables';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../scim/json.ts';
import type { Partition } from './partition.ts';
import { httpClient, mayGoWithoutTls } from './tables.ts';

/** A call of Table Storage's REST API. */
export interface TableRequest {
  readonly method: 'GET' | 'POST';
  /** Behind the account's URL, encoded. */
  readonly path: string;
  /** Encoded. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Of the REST API: the one that the SDK speaks, too. */
const version = '2019-02-02';

/**
 * Makes one call through the SDK's pipeline: it signs, repeats and ends calls. What the SDK does in front of that (its
 * description of each operation, its reading and writing of entities by type) costs as much again as the call itself, and
 * nothing that this store keeps needs it.
 *
 * @throws RestError where storage refuses or can't be reached.
 */
export async function send(
  { table, signal }: Partition,
  { method, path, query, headers, body }: TableRequest,
): Promise<PipelineResponse> {
  const request = createPipelineRequest({
    url: urlOf(table.url, path, query),
    method,
    headers: createHttpHeaders({
      Accept: 'application/json;odata=minimalmetadata',
      'x-ms-version': version,
      DataServiceVersion: '3.0',
      ...headers,
    }),
    ...(body === undefined ? {} : { body }),
    abortSignal: signal,
    allowInsecureConnection: mayGoWithoutTls(table.url),
  });
  const response = await table.pipeline.sendRequest(httpClient, request);
  if (response.status < 200 || response.status > 299) throw refusal(response, response.bodyAsText ?? '');
  return response;
}

/** What a read gave. */
export interface Reading {
  readonly json: JsonObject;
  readonly headers: PipelineResponse['headers'];
}

/**
 * Reads what is JSON, which the SDK's pipeline parses. Something in front of storage that answers 200 with a page of its
 * own has neither the row that is asked for nor the receipt of a write.
 *
 * @throws RestError as `send` does, 502 where an answer is no JSON object.
 */
export async function read(
  partition: Partition,
  request: Pick<TableRequest, 'path' | 'query'>,
): Promise<Reading> {
  const response = await send(partition, { method: 'GET', ...request });
  const json: unknown = 'parsedBody' in response ? response.parsedBody : undefined;
  if (!isJsonObject(json)) throw refusal(response, '', 502);
  return { json, headers: response.headers };
}

/** What comes of JSON is JSON; the type checker can't know. */
function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The account's URL with a slash at its end, and the shared access signature that stands behind it where there is one. */
export function accountOf(url: string): { readonly root: string; readonly signature: string | undefined } {
  const [account = '', signature] = url.split('?');
  return { root: account.endsWith('/') ? account : `${account}/`, signature };
}

/** A signature must stay behind the path. */
function urlOf(base: string, path: string, query: string | undefined): string {
  const { root, signature } = accountOf(base);
  const parameters = [query, signature].filter((part) => part !== undefined).join('&');
  return `${root}${path}${parameters === '' ? '' : `?${parameters}`}`;
}

/** What storage said in refusing; `text` is the body, or the part of it for one operation of a transaction. */
export function refusal(response: PipelineResponse, text: string, status = response.status): RestError {
  const { code, message } = readError(text);
  return new RestError(message ?? 'Storage refused the call.', {
    statusCode: status,
    ...(code === undefined ? {} : { code }),
    request: response.request,
    response,
  });
}

function readError(text: string): { readonly code?: string; readonly message?: string } {
  const error = objectIn(parsed(text), 'odata.error');
  const value = objectIn(error, 'message')?.value;
  return {
    ...(typeof error?.code === 'string' ? { code: error.code } : {}),
    ...(typeof value === 'string' ? { message: value } : {}),
  };
}

function objectIn(value: JsonValue | undefined, name: string): JsonObject | undefined {
  const inner = value !== undefined && isObject(value) ? value[name] : undefined;
  return inner !== undefined && isObject(inner) ? inner : undefined;
}

/** What stands in front of storage may answer in another language. */
function parsed(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
