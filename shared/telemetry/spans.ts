import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Tracer,
} from '@opentelemetry/api';
import { defined } from '../scim/json.ts';
import { attributeNames as attribute, storageSpanPrefix } from './names.ts';
import type { RequestRecord, StorageCall, Lap } from './record.ts';

/**
 * Storage calls of a request that get spans. A Bulk makes thousands, which would displace other requests' spans from
 * the queue; metrics count them all.
 */
export const maxStorageSpans = 200;

/** Makes the spans of a finished request. */
export class Spans {
  readonly #tracer: Tracer;

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  record(request: RequestRecord): void {
    const common = commonAttributes(request);
    const omitted = Math.max(0, request.storageCalls.length - maxStorageSpans);
    const parent = this.#span(parentOf(request), request.operation, request, request.status >= 500, {
      ...common,
      [attribute.requestId]: request.requestId,
      [attribute.method]: request.method,
      [attribute.status]: request.status,
      ...defined({ [attribute.scimType]: request.scimType, [attribute.errorCode]: request.errorCode }),
      ...defined({ [attribute.signInRefusal]: request.signIn?.refusal }),
      ...(request.lostRaces === 0 ? {} : { [attribute.lostRaces]: request.lostRaces }),
      ...(omitted === 0 ? {} : { [attribute.storageOmitted]: omitted }),
    });
    for (const step of request.steps)
      this.#span(parent, step.name, step, false, { ...common, [attribute.outcome]: step.outcome });
    for (const call of request.storageCalls.slice(0, maxStorageSpans))
      this.#storageSpan(parent, common, call);
  }

  #storageSpan(parent: Context, common: Attributes, call: StorageCall): void {
    const failed = call.status === 0 || call.status >= 500;
    this.#span(
      parent,
      `${storageSpanPrefix}${call.operation}`,
      call,
      failed,
      {
        ...common,
        [attribute.storageOperation]: call.operation,
        [attribute.storageTable]: call.table,
        [attribute.storageRetries]: call.retries,
        [attribute.status]: call.status,
      },
      SpanKind.CLIENT,
    );
  }

  /** Makes a finished span. @returns the context in which it is the parent. */
  #span(
    parent: Context,
    name: string,
    { started, milliseconds }: Lap,
    failed: boolean,
    attributes: Attributes,
    kind = SpanKind.INTERNAL,
  ): Context {
    const span = this.#tracer.startSpan(name, { startTime: started, attributes, kind }, parent);
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(started + milliseconds);
    return trace.setSpan(parent, span);
  }
}

/**
 * Attributes of every span, so that storage and token spans can be queried by tenant and operation without a join.
 */
function commonAttributes({ operation, tenant }: RequestRecord): Attributes {
  return {
    [attribute.operation]: operation,
    ...defined({ [attribute.tenant]: tenant }),
  };
}

/** The host's span as the parent, so that host and service show as one request (W3C Trace Context §3.2). */
function parentOf({ parent = '' }: RequestRecord): Context {
  const [, traceId, spanId, flags] = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/.exec(parent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16);
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
