import { RestError } from '@azure/data-tables';
import { ScimError } from '../http/error.ts';

/** What Table Storage refused: in a call that the SDK makes by itself the code stands elsewhere than in ours. */
export interface Refusal {
  readonly status: number;
  /** `EntityAlreadyExists`, `UpdateConditionNotSatisfied`, `ResourceNotFound`, `TableNotFound`… */
  readonly code: string;
  /** Position of the refused operation in its transaction. */
  readonly index: number | undefined;
}

export function readRefusal(error: unknown): Refusal | undefined {
  if (!(error instanceof RestError) || error.statusCode === undefined) return undefined;
  const index = /^(\d+):/.exec(error.message)?.[1];
  return {
    status: error.statusCode,
    code: error.code ?? detailCode(error.details) ?? '',
    index: index === undefined ? undefined : Number(index),
  };
}

function detailCode(details: unknown): string | undefined {
  if (typeof details !== 'object' || details === null || !('odataError' in details)) return undefined;
  const { odataError } = details;
  if (typeof odataError !== 'object' || odataError === null || !('code' in odataError)) return undefined;
  return typeof odataError.code === 'string' ? odataError.code : undefined;
}

/** 404 of a row; a missing table is another matter. */
export function isMissingRow(error: unknown): boolean {
  const refusal = readRefusal(error);
  return refusal?.status === 404 && refusal.code !== 'TableNotFound';
}

/**
 * What storage could not do, for the client: 503 with `Retry-After`, and nothing of storage's own message. Entra takes
 * it for a passing fault and tries again.
 */
export function storageUnavailable(cause: unknown): ScimError {
  return new ScimError(
    503,
    undefined,
    // Not whether the change was made: where the answer was lost, nobody knows.
    'Storage did not answer in time, so it is not known whether the request was carried out. Send it again.',
    {
      cause,
      headers: { 'Retry-After': '5' },
    },
  );
}

/** Besides the SDK's own: time-outs, and an identity that could not be had just now. */
const unavailable: ReadonlySet<string> = new Set([
  'AbortError',
  'TimeoutError',
  'CredentialUnavailableError',
  'AuthenticationError',
  'AggregateAuthenticationError',
]);

/** Whether storage was out of reach or overloaded, not wrong: no connection, a time-out, 429 or 5xx. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof RestError) {
    const { statusCode } = error;
    return statusCode === undefined || statusCode === 408 || statusCode === 429 || statusCode >= 500;
  }
  return error instanceof Error && unavailable.has(error.name);
}
