import type { InvocationContext } from '@azure/functions';
import { ScimError } from '../scim/error.ts';

/**
 * Every event that the service logs; docs/queries.md explains each. Operators search for these names, so they rarely
 * change.
 */
export const logEvents = [
  'request',
  'dependencyFailed',
  'unexpectedError',
  'backgroundTaskFailed',
  'managementCall',
  'handoverOpened',
  'signInRefused',
  'notReady',
  'notConfigured',
  'telemetryFailed',
  'credentialExpires',
  'certificateEnds',
  'damagedTenant',
  'removalFinished',
  'maintenanceFinished',
  'maintenanceUnfinished',
  'maintenanceFailed',
] as const;

export type LogEvent = (typeof logEvents)[number];

/** The fields of a log line. None is for a body, a header, a URL's query or a person's data. */
export interface LogFields {
  readonly requestId?: string;
  readonly tenant?: string;
  readonly operation?: string;
  readonly method?: string;
  readonly status?: number;
  readonly scimType?: string;
  /** Code of the error in docs/errors.md. */
  readonly errorCode?: string;
  readonly milliseconds?: number;
  /** Id of a credential. */
  readonly credential?: string;
  /** RFC 3339: when the credential expires, or the certificate ends. */
  readonly expires?: string;
  /**
   * Name, code and origin of an unexpected error, and the host that it could not reach; never its message, which may
   * quote data.
   */
  readonly error?: string;
  /** Numbers of dropped requests and spans. */
  readonly lostRequests?: number;
  readonly lostSpans?: number;
  readonly stack?: string;
  /** Name and rule of a missing or wrong setting, never its value. */
  readonly setting?: string;
  /** The word for the check that a sign-in failed. */
  readonly reason?: string;
  /** Host of Entra whose metadata can't be read. */
  readonly host?: string;
  /** How many rows a removal has deleted. */
  readonly deletedRows?: number;
}

type Level = 'info' | 'warn' | 'error';

/** Writes one JSON line through the platform's logger, which adds the invocation. */
export function log(context: InvocationContext, level: Level, event: LogEvent, fields: LogFields): void {
  const { requestId, tenant, operation, method, status, scimType, errorCode, milliseconds } = fields;
  const { credential, expires, error, lostRequests, lostSpans, stack, setting, reason, host, deletedRows } =
    fields;
  const allowed = {
    event,
    requestId,
    tenant,
    operation,
    method,
    status,
    scimType,
    errorCode,
    milliseconds,
    credential,
    expires,
    error,
    lostRequests,
    lostSpans,
    stack,
    setting,
    reason,
    host,
    deletedRows,
  };
  context[level](JSON.stringify(allowed));
}

/** The loggable parts of an unexpected error. */
export function describeError(error: unknown): Pick<LogFields, 'error' | 'stack'> {
  if (!(error instanceof Error)) return { error: typeof error };
  // One ScimError answers many faults; its cause is the actual one.
  if (error instanceof ScimError && error.cause instanceof Error) return describeError(error.cause);
  const frames = stackBehindMessage(error)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  return {
    error: `${error.name}${codeOf(error)}`,
    stack: frames
      .slice(0, 8)
      .map((line) => line.trim())
      .join(' < '),
  };
}

/** The code of an error; of one without a code that of its cause, because `fetch` says there what the network did. */
function codeOf(error: Error): string {
  const own = textIn(error, 'code');
  if (own !== undefined) return ` ${own}`;
  const { cause } = error;
  if (!(cause instanceof Error)) return '';
  const words = ['syscall', 'code', 'hostname'].flatMap((name) => textIn(cause, name) ?? []);
  return textIn(cause, 'code') === undefined ? '' : `: ${words.join(' ')}`;
}

function textIn(error: Error, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : undefined;
}

/**
 * The stack without the message, whose lines may look like frames. Empty if the stack does not contain the message.
 */
function stackBehindMessage({ stack = '', message }: Error): string {
  const at = stack.indexOf(message);
  return at === -1 ? '' : stack.slice(at + message.length);
}
