import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { RestError } from '@azure/data-tables';
import { defined, isObject, parseJson, type JsonObject, type JsonValue } from '../scim/json.ts';
import { afterFault, backOff } from './backOff.ts';
import { attemptTimeoutMs, maxAttempts } from './limits.ts';
import {
  isPassingFault,
  maxAwaitedSeconds,
  readRefusal,
  retryAfterSeconds,
  seenError,
} from './storageError.ts';
import { httpClient, mayGoWithoutTls, type Table } from './tables.ts';
import { watchCall } from './watchCall.ts';
import { withinTime } from './withinTime.ts';

/** Where a call goes, and what ends it. */
export interface Destination {
  readonly table: Table;
  readonly signal: AbortSignal;
}

/** A call of Table Storage's REST API. */
export interface TableRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Behind the account's URL, encoded. */
  readonly path: string;
  /** Encoded. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** With what storage answers a call that it has carried out. Any other answer that is no refusal is not storage's. */
  readonly success: number;
}

/** Of the REST API: the one that the SDK speaks, too. */
const version = '2019-02-02';

/**
 * Makes one call, for all tables and whatever it is: this is the one way to Table Storage. The SDK's pipeline signs it;
 * what the SDK does in front of that (its description of each operation, its reading and writing of entities by type)
 * costs as much again as the call itself, and nothing that this store keeps needs it.
 *
 * The SDK's own repetitions are turned off, because they see an answer's status alone: storage refuses a transaction inside
 * an answer of 202, and what stands in front of it answers 200 with a page of its own. So whoever reads an answer decides
 * whether it is one. A call may be repeated because its writer can tell its own earlier success: see `logRow.ts`.
 *
 * @param readAnswer reads what storage answered; it throws `refusal` where that is a refusal, or nothing of storage's.
 * @throws RestError where storage refuses what is asked. ScimError 503 where it can't be reached, is too busy or does not
 * let this service in.
 */
export async function send<Result>(
  to: Destination,
  request: TableRequest,
  readAnswer: (response: PipelineResponse) => Result,
): Promise<Result> {
  const ended = watchCall(to.table, request);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await withinTime(to.signal, attemptTimeoutMs, (signal) =>
        sendOnce(to, request, signal),
      );
      const result = readAnswer(response);
      ended?.(response.status, attempt);
      return result;
    } catch (error) {
      if (attempt < maxAttempts && isPassingFault(error) && (await pausedFor(error, attempt, to.signal)))
        continue;
      ended?.(readRefusal(error)?.status ?? 0, attempt);
      throw seenError(error);
    }
  }
}

/** Waits before the next attempt; false if there is to be none. */
async function pausedFor(error: unknown, attempt: number, signal: AbortSignal): Promise<boolean> {
  const asked = retryAfterSeconds(error) ?? 0;
  if (signal.aborted || asked > maxAwaitedSeconds) return false;
  await backOff(attempt - 1, afterFault, { signal, minPauseMs: asked * 1_000 });
  return !isAborted(signal);
}

/** The time may have come while somebody waited, which the type checker does not know. */
function isAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}

async function sendOnce(
  { table }: Destination,
  { method, path, query, headers, body, success }: TableRequest,
  signal: AbortSignal,
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
    ...defined({ body }),
    abortSignal: signal,
    allowInsecureConnection: mayGoWithoutTls(table.url),
  });
  const response = await table.pipeline.sendRequest(httpClient, request);
  if (response.status !== success) throw refusal(response, response.bodyAsText ?? '');
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
 * @throws as `send` does; RestError 502 inside `readAnswer` for what is no answer of storage is repeated like a lost one.
 */
export async function read<Result>(
  to: Destination,
  request: Pick<TableRequest, 'path' | 'query'>,
  readAnswer: (reading: Reading) => Result,
): Promise<Result> {
  return send(to, { method: 'GET', success: 200, ...request }, (response) => {
    const json: unknown = 'parsedBody' in response ? response.parsedBody : undefined;
    if (!isJsonObject(json)) throw noAnswer(response);
    return readAnswer({ json, headers: response.headers });
  });
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

/**
 * What storage said in refusing. What has no code is not storage's: a 404 of something in front of it must not be taken
 * for a row that is not there.
 *
 * @param text the body, or the part of it for one operation of a transaction.
 */
export function refusal(response: PipelineResponse, text: string, status = response.status): RestError {
  const { code, message } = readError(text);
  const needsNoCode = status >= 500 || [401, 403, 408, 429].includes(status);
  if (!needsNoCode && (status < 400 || code === undefined)) return noAnswer(response);
  return new RestError(message ?? 'Storage refused the call.', {
    statusCode: status,
    ...defined({ code }),
    request: response.request,
    response,
  });
}

/** For an answer that is not one of Table Storage, or not whole: 502, so that the call is repeated. */
export function noAnswer(response?: PipelineResponse): RestError {
  return new RestError('This is no answer of Table Storage.', {
    statusCode: 502,
    ...(response === undefined ? {} : { request: response.request, response }),
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
