import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../scim/json.ts';
import { storageForbidden, storageUnavailable } from '../scim/errors/service.ts';

/** What Table Storage refused. */
export interface StorageRefusal {
  readonly status: number;
  /** `EntityAlreadyExists`, `UpdateConditionNotSatisfied`, `ResourceNotFound`, `TableNotFound`… */
  readonly code: string;
  /** Position of the refused operation in its transaction; undefined if storage did not name it. */
  readonly index: number | undefined;
}

/**
 * Storage refused a call, or something else answered. It has the name of the SDK's own error, which says that there was
 * no answer: an operator looks for one name. The SDK's class is loaded late.
 */
export class StorageError extends Error {
  override readonly name = 'RestError';
  readonly statusCode: number;
  readonly code: string | undefined;
  // Private, so that nothing prints it: it holds the signature of the request.
  readonly #response: PipelineResponse | undefined;

  constructor(message: string, fields: Pick<StorageError, 'statusCode' | 'code' | 'response'>) {
    super(message);
    ({ statusCode: this.statusCode, code: this.code, response: this.#response } = fields);
  }

  get response(): PipelineResponse | undefined {
    return this.#response;
  }
}

/** What the SDK's error and ours have. */
interface CallError extends Error {
  readonly statusCode?: number | undefined;
  readonly code?: string | undefined;
}

function isCallError(error: unknown): error is CallError {
  return error instanceof Error && error.name === 'RestError';
}

/** Undefined for an error of the identity library, too, which may have a status of another service. */
export function readRefusal(error: unknown): StorageRefusal | undefined {
  if (!(error instanceof StorageError)) return undefined;
  const index = /^(\d+):/.exec(error.message)?.[1];
  return {
    status: error.statusCode,
    code: error.code ?? '',
    index: index === undefined ? undefined : Number(index),
  };
}

/** 404 of a row; a missing table is another matter. */
export function isMissingRow(error: unknown): boolean {
  const refusal = readRefusal(error);
  return refusal?.status === 404 && refusal.code !== 'TableNotFound';
}

export function isMissingTable(error: unknown): boolean {
  return readRefusal(error)?.code === 'TableNotFound';
}

/**
 * Whether a conditional write was refused because a row is not what the condition says: there already, gone, or changed.
 * It may be the write's own earlier success whose answer was lost.
 */
export function isConflict(error: unknown): boolean {
  return [404, 409, 412].includes(readRefusal(error)?.status ?? 0);
}

/** Besides the SDK's own: time-outs, and a token of the identity that is not available at the moment. */
const unavailable: ReadonlySet<string> = new Set([
  'AbortError',
  'TimeoutError',
  'CredentialUnavailableError',
  'AuthenticationError',
  'AggregateAuthenticationError',
]);

/** Whether storage was out of reach or overloaded, not wrong: no connection, a time-out, no answer of its own, 429 or 5xx. */
export function isUnavailable(error: unknown): boolean {
  if (isCallError(error)) return isPassingFault(error) || error.code === 'TableBeingDeleted';
  return error instanceof Error && unavailable.has(error.name);
}

/** Whether the same call may succeed a moment later. The identity library repeats its own calls. */
export function isPassingFault(error: unknown): boolean {
  if (!isCallError(error))
    return error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name);
  const { statusCode = 0 } = error;
  return statusCode < 400 || statusCode === 408 || statusCode === 429 || statusCode >= 500;
}

/** The longest `Retry-After` of storage that a call waits for, in seconds. A client is told to wait for a longer one. */
export const maxAwaitedSeconds = 5;

/** What storage asks to wait, in seconds: in the headers of its answer, or of the part of a transaction that it refused. */
export function retryAfterSeconds(error: unknown): number | undefined {
  if (!(error instanceof StorageError)) return undefined;
  const header = refusalHeader(error, 'retry-after') ?? inPart.exec(error.response?.bodyAsText ?? '')?.[1];
  return header !== undefined && /^\d{1,4}$/.test(header) ? Number(header) : undefined;
}

/** A header of the answer in which storage refused a call. */
export function refusalHeader(error: unknown, name: string): string | undefined {
  return error instanceof StorageError ? error.response?.headers.get(name) : undefined;
}

const inPart = /^retry-after: *(\d+) *\r?$/im;

/** The error that a caller sees of a storage call: a 503 for clients, unless storage refused the request itself. */
export function seenError(error: unknown): unknown {
  const status = readRefusal(error)?.status;
  if (status === 401 || status === 403) return storageForbidden().causedBy(error);
  if (!isUnavailable(error)) return error;
  const asked = retryAfterSeconds(error) ?? 0;
  return (asked > maxAwaitedSeconds ? storageUnavailable(asked) : storageUnavailable()).causedBy(error);
}

/**
 * The error of a refusal. An answer without a code is not storage's: a 404 of a proxy must not be taken for a missing
 * row.
 *
 * @param text the body, or the part of it for one operation of a transaction.
 */
export function refusal(response: PipelineResponse, text: string, status = response.status): StorageError {
  const { code, message } = readError(text);
  const needsNoCode = status >= 500 || [401, 403, 408, 429].includes(status);
  if (!needsNoCode && (status < 400 || code === undefined)) return noAnswer(response);
  return new StorageError(message ?? 'Storage refused the call.', { statusCode: status, code, response });
}

/** For an answer that is not one of Table Storage, or not whole: 502, so that the call is repeated. */
export function noAnswer(response?: PipelineResponse): StorageError {
  return new StorageError('This is no answer of Table Storage.', {
    statusCode: 502,
    code: undefined,
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

/** A proxy may answer with something other than JSON. */
function parsed(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
