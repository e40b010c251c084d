import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { defined, type JsonObject } from '../scim/json.ts';
import { telemetry } from '../telemetry/recorder.ts';
import { afterFault, backOff } from './backOff.ts';
import { attemptTimeoutMs, maxAttempts } from './limits.ts';
import {
  isPassingFault,
  maxAwaitedSeconds,
  readRefusal,
  retryAfterSeconds,
  seenError,
  isMissingTable,
  noAnswer,
  refusal,
} from './storageError.ts';
import type { Table } from './tables.ts';
import { watchCall } from './watchCall.ts';

/** The table of a call, and what aborts it. */
export interface Destination {
  readonly table: Table;
  readonly signal: AbortSignal;
}

/** A call of Table Storage's REST API. */
export interface TableRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** After the account's URL, encoded. */
  readonly path: string;
  /** Encoded. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The status with which storage answers a successful call. Any other answer that is no refusal is not storage's. */
  readonly success: number;
}

/** Version of the REST API, the SDK's too. */
const version = '2019-02-02';

/**
 * Makes one call: the one way to Table Storage, for all tables. The SDK's pipeline signs it; the SDK's own layer above
 * that (its description of each operation, its reading and writing of entities by type) costs as much again as the call
 * itself, and no row of this store needs it.
 *
 * The SDK's own repetitions are turned off, because they see an answer's status alone: storage refuses a transaction
 * inside an answer of 202, and a proxy may answer 200 with a page of its own. So the reader of an answer decides
 * whether it is one. A call may be repeated because a write recognises its own earlier success: see `logRow.ts`.
 *
 * @param readAnswer reads what storage answered; it throws `refusal` for a refusal, and for an answer that is not
 * storage's.
 * @throws StorageError if storage refuses what is asked. ScimError 503 if it can't be reached, is too busy or does not let
 * this service in.
 */
export async function send<Result>(
  to: Destination,
  request: TableRequest,
  readAnswer: (response: PipelineResponse) => Result,
): Promise<Result> {
  const recorder = telemetry();
  const ended = recorder === undefined ? undefined : watchCall(recorder, to.table, request);
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

/** It may be aborted during a wait, which the type checker does not know. */
function isAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}

async function sendOnce(
  { table }: Destination,
  { method, path, query, headers, body, success }: TableRequest,
  signal: AbortSignal,
): Promise<PipelineResponse> {
  const response = await table.sendCall({
    url: urlOf(table.url, path, query),
    method,
    headers: {
      Accept: 'application/json;odata=minimalmetadata',
      'x-ms-version': version,
      DataServiceVersion: '3.0',
      ...headers,
    },
    ...defined({ body }),
    abortSignal: signal,
    allowInsecureConnection: mayGoWithoutTls(table.url),
  });
  if (response.status !== success) throw refusal(response, response.bodyAsText ?? '');
  return response;
}

/** What a read gave. */
export interface Reading {
  readonly json: JsonObject;
  readonly headers: PipelineResponse['headers'];
}

/**
 * Reads an answer of JSON, which the SDK's pipeline parses. A 200 with a page of a proxy says nothing about a row or a
 * receipt.
 *
 * @throws as `send` does; StorageError 502 inside `readAnswer` for what is no answer of storage is repeated like a lost
 * one.
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

/** The account's URL with a slash at its end, and the shared access signature after it, if there is one. */
export function accountOf(url: string): { readonly root: string; readonly signature: string | undefined } {
  const [account = '', signature] = url.split('?');
  return { root: account.endsWith('/') ? account : `${account}/`, signature };
}

/** A signature must follow the path. */
function urlOf(base: string, path: string, query: string | undefined): string {
  const { root, signature } = accountOf(base);
  const parameters = [query, signature].filter((part) => part !== undefined).join('&');
  return `${root}${path}${parameters === '' ? '' : `?${parameters}`}`;
}

/** Runs a write; if the table does not exist yet, creates it and runs the write again. No cost once it exists. */
export async function withTable<Result>(to: Destination, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!isMissingTable(error)) throw error;
    await createTable(to);
    return call();
  }
}

async function createTable(to: Destination): Promise<void> {
  const request = {
    method: 'POST',
    path: 'Tables',
    headers: { 'Content-Type': 'application/json', Prefer: 'return-no-content' },
    body: JSON.stringify({ TableName: to.table.tableName }),
    success: 204,
  } as const;
  try {
    await send(to, request, () => undefined);
  } catch (error) {
    // By another process, or by this very call, whose answer was lost.
    if (readRefusal(error)?.code !== 'TableAlreadyExists') throw error;
  }
}

/**
 * Runs a call until `signal` is aborted, or for `timeoutMs` at most. It ends then even if the call ignores its signal,
 * as the identity library does while it waits for a token.
 *
 * By hand instead of `AbortSignal.any` with `AbortSignal.timeout`: that timer would live on after each call.
 */
export async function withinTime<Result>(
  signal: AbortSignal,
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const onAbort = (): void => {
    controller.abort(signal.reason);
  };
  const timer = setTimeout(() => {
    controller.abort(new DOMException('The attempt took too long.', 'TimeoutError'));
  }, timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await new Promise<Result>((resolve, reject) => {
      controller.signal.addEventListener(
        'abort',
        () => {
          reject(new DOMException('The attempt was ended.', 'TimeoutError'));
        },
        { once: true },
      );
      run(controller.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Only a table server on this machine is spoken to without TLS. */
function mayGoWithoutTls(url: string): boolean {
  return /^http:\/\/(?:127\.0\.0\.1|localhost)[:/]/i.test(url);
}
