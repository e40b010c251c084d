import type { InvocationContext } from '@azure/functions';
import { ScimError } from '../scim/error.ts';

/** Every event that the service logs; docs/queries.md explains each. Operators search for these names, so they do not change lightly. */
export const logEvents = [
  'request',
  'dependencyFailed',
  'unexpectedError',
  'backgroundTaskFailed',
  'managementCall',
  'notReady',
  'notConfigured',
  'telemetryFailed',
  'credentialExpires',
  'damagedTenant',
  'removalFinished',
  'maintenanceFinished',
  'maintenanceUnfinished',
  'maintenanceFailed',
] as const;

export type LogEvent = (typeof logEvents)[number];

/** All that may stand in a log line. There is no field for a body, a header, a URL's query or a person's data. */
export interface LogFields {
  readonly requestId?: string;
  readonly tenant?: string;
  readonly operation?: string;
  readonly method?: string;
  readonly status?: number;
  readonly scimType?: string;
  /** Which error of the tables it was (docs/errors.md). */
  readonly errorCode?: string;
  readonly milliseconds?: number;
  /** Id of a credential. */
  readonly credential?: string;
  /** RFC 3339: when the credential ends. */
  readonly expires?: string;
  /** Name and code of an unexpected error, and where it was thrown; never its message, which may quote data. */
  readonly error?: string;
  /** How many requests and spans telemetry has dropped. */
  readonly lostRequests?: number;
  readonly lostSpans?: number;
  readonly stack?: string;
  /** What a setting that is missing or wrong must be: its name, and never its value. */
  readonly setting?: string;
  /** How many rows a removal has deleted. */
  readonly deletedRows?: number;
}

type Level = 'info' | 'warn' | 'error';

/** Writes one JSON line through the platform's logger, which adds the invocation. */
export function log(context: InvocationContext, level: Level, event: LogEvent, fields: LogFields): void {
  const { requestId, tenant, operation, method, status, scimType, errorCode, milliseconds } = fields;
  const { credential, expires, error, lostRequests, lostSpans, stack, setting, deletedRows } = fields;
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
    deletedRows,
  };
  context[level](JSON.stringify(allowed));
}

/** What a log may say of an unexpected error. */
export function describeError(error: unknown): Pick<LogFields, 'error' | 'stack'> {
  if (!(error instanceof Error)) return { error: typeof error };
  // What a client is told of a fault is one sentence for many: its cause says which.
  if (error instanceof ScimError && error.cause instanceof Error) return describeError(error.cause);
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const frames = stackBehindMessage(error)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  return {
    error: `${error.name}${code}`,
    stack: frames
      .slice(0, 8)
      .map((line) => line.trim())
      .join(' < '),
  };
}

/** A stack begins with the message, whose lines may look like frames. Where the message isn't in it, nothing is sure. */
function stackBehindMessage({ stack = '', message }: Error): string {
  const at = stack.indexOf(message);
  return at === -1 ? '' : stack.slice(at + message.length);
}
