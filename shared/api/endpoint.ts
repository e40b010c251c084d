import { randomUUID } from 'node:crypto';
import type { Cookie, HttpHandler, HttpRequest, InvocationContext, HttpResponseInit } from '@azure/functions';
import { describeError, log, type LogEvent, type LogFields } from '../telemetry/log.ts';
import { service, type Service } from '../service.ts';
import { SettingError } from '../config/setting.ts';
import { requestDeadlineMs } from '../store/limits.ts';
import { isUnavailable } from '../store/storageError.ts';
import { telemetry } from '../telemetry/recorder.ts';
import { ScimError } from '../scim/error.ts';
import { notConfigured, serviceFailed, storageUnavailable } from '../scim/errors/service.ts';
import { defined, type JsonObject } from '../scim/json.ts';
import type { ListPage } from '../users/list/listQuery.ts';

/** A request in progress. */
export interface Call {
  readonly request: HttpRequest;
  readonly service: Service;
  readonly requestId: string;
  /** Aborts at the request's deadline. */
  readonly signal: AbortSignal;
  /** Logs an unexpected error for the operator, and turns it into the client's error. */
  readonly explain: (error: unknown) => ScimError;
  /** Logs an event besides the request itself. */
  readonly warn: (event: LogEvent, fields: LogFields) => void;
  /** Sets the tenant in the log. Call it only for an authenticated caller: a URL may name anything. */
  readonly identified: (tenant: string) => void;
  /**
   * Runs a task that must not fail the request. The invocation ends after it, because the platform may freeze an idle
   * instance.
   */
  readonly runInBackground: (task: Promise<void>) => void;
}

/** A request without the service, which can't be created if a setting is missing or wrong. */
export type BareCall = Omit<Call, 'service'>;

/** Answers a request. */
export type Handler = (call: Call) => Answer | Promise<Answer>;

/** Turns an error into an answer of one API. */
export type ErrorForm = (error: ScimError, call: Pick<Call, 'request' | 'requestId'>) => Answer;

/**
 * An endpoint without authentication; handlers that need it authenticate themselves. If a setting is missing or
 * wrong, it answers 503 with the setting's sentence.
 */
export function endpoint(
  operation: string,
  handle: Handler,
  errorForm: ErrorForm = errorAnswer,
): HttpHandler {
  return bareEndpoint(operation, (call) => handle({ ...call, service: service() }), errorForm);
}

/** An endpoint that also answers if a setting is wrong. The only place where an error becomes an answer. */
export function bareEndpoint(
  operation: string,
  handle: (call: BareCall) => Answer | Promise<Answer>,
  errorForm: ErrorForm = errorAnswer,
): HttpHandler {
  return async (request, context) => {
    const started = performance.now();
    const watch = telemetry()?.watch();
    const requestId = randomUUID();
    const explain = (error: unknown) => explainError(context, requestId, operation, error);
    const tasks: Promise<void>[] = [];
    let tenant: string | undefined;
    const warn: Call['warn'] = (event, fields) => {
      log(context, 'warn', event, { requestId, operation, ...fields });
    };
    const call: BareCall = {
      request,
      requestId,
      signal: AbortSignal.timeout(requestDeadlineMs),
      explain,
      warn,
      identified: (name) => {
        tenant = name;
      },
      runInBackground: (task) => {
        // Caught here: an unhandled rejection would end the process.
        tasks.push(
          task.catch((reason: unknown) => {
            warn('backgroundTaskFailed', describeError(reason));
          }),
        );
      },
    };
    const work = () => answered(call, errorForm, () => handle(call));
    const { answer, error } = await (watch === undefined ? work() : watch.run(work));
    await Promise.all(tasks);
    const outcome = {
      requestId,
      operation,
      method: request.method,
      status: answer.status,
      ...defined({ scimType: error?.scimType, errorCode: error?.code, tenant }),
    };
    log(context, 'info', 'request', { ...outcome, milliseconds: Math.round(performance.now() - started) });
    watch?.finished(outcome, context);
    return toResponse(answer, requestId, request.method === 'HEAD');
  };
}

interface Answered {
  readonly answer: Answer;
  readonly error?: ScimError;
}

async function answered(
  call: BareCall,
  errorForm: ErrorForm,
  run: () => Answer | Promise<Answer>,
): Promise<Answered> {
  try {
    return { answer: await run() };
  } catch (thrown) {
    const error = call.explain(thrown);
    return { answer: errorForm(error, call), error };
  }
}

function explainError(
  context: InvocationContext,
  requestId: string,
  operation: string,
  error: unknown,
): ScimError {
  if (error instanceof ScimError) {
    if (error.cause !== undefined)
      log(context, 'warn', 'dependencyFailed', { requestId, operation, ...describeError(error.cause) });
    return error;
  }
  if (error instanceof SettingError) {
    log(context, 'error', 'notConfigured', { requestId, operation, setting: error.message });
    return notConfigured(error.message);
  }
  log(context, 'error', 'unexpectedError', { requestId, operation, ...describeError(error) });
  if (isUnavailable(error)) return storageUnavailable().causedBy(error);
  return serviceFailed(requestId);
}

/** The media type of RFC 7644 §3.1 without parameters, on every answer with a body. */
const scimMediaType = 'application/scim+json';

/** An answer, before it becomes an HTTP response. */
export interface Answer {
  readonly status: number;
  readonly body?: object;
  /** A body that is not JSON, instead of `body`. */
  readonly text?: string;
  /** The same, of a file. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** `application/scim+json` unless it says otherwise. */
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly Cookie[];
}

/** Answers with one resource and its headers. */
export function resourceAnswer(
  status: number,
  resource: JsonObject,
  location: string,
  etag?: string,
): Answer {
  const headers = { Location: location, 'Content-Location': location };
  return { status, body: resource, headers: etag === undefined ? headers : { ...headers, ETag: etag } };
}

/** 304: the client has the current version (RFC 7232 §4.1). */
export function notModified(location: string, etag: string): Answer {
  return { status: 304, headers: { ETag: etag, 'Content-Location': location } };
}

export const noContent: Answer = { status: 204 };

function errorAnswer(error: ScimError): Answer {
  return { status: error.status, body: error.toBody(), headers: error.headers };
}

export function listAnswer(page: ListPage): Answer {
  return { status: 200, body: listBody(page) };
}

/** A ListResponse with the members of RFC 7644 §3.4.2 and RFC 9865 §2 only. */
export function listBody({ resources, totalResults, startIndex, nextCursor }: ListPage): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    ...defined({ totalResults, startIndex }),
    itemsPerPage: resources.length,
    ...defined({ nextCursor }),
    Resources: resources,
  };
}

/** @param head whether the request was a HEAD. */
function toResponse(answer: Answer, requestId: string, head: boolean): HttpResponseInit {
  const { status, body, text, bytes, headers, cookies, mediaType = scimMediaType } = answer;
  const common = { 'Cache-Control': 'no-store', ...headers, 'X-Request-Id': requestId };
  const content = text ?? bytes ?? (body === undefined ? undefined : JSON.stringify(body));
  const start = cookies === undefined ? { status } : { status, cookies: [...cookies] };
  if (content === undefined) return { ...start, headers: common };
  const withType = { ...common, 'Content-Type': mediaType };
  return head ? { ...start, headers: withType } : { ...start, headers: withType, body: content };
}
