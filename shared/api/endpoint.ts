import { randomUUID } from 'node:crypto';
import type { HttpHandler, HttpRequest, InvocationContext } from '@azure/functions';
import { describeError, log, type LogEvent, type LogFields } from '../telemetry/log.ts';
import { service, type Service } from '../service.ts';
import { SettingError } from '../config/setting.ts';
import { requestDeadlineMs } from '../store/limits.ts';
import { isUnavailable } from '../store/storageError.ts';
import { telemetry } from '../telemetry/recorder.ts';
import { ScimError } from '../scim/error.ts';
import { notConfigured, serviceFailed, storageUnavailable } from '../scim/errors/service.ts';
import { defined } from '../scim/json.ts';
import { errorAnswer, toResponse, type Answer } from './response.ts';

/** A request on its way through the service. */
export interface Call {
  readonly request: HttpRequest;
  readonly service: Service;
  readonly requestId: string;
  /** Ends the request's storage calls when its time is over. */
  readonly signal: AbortSignal;
  /** Logs what only the operator may see of an error, and makes of it what the client may. */
  readonly explain: (error: unknown) => ScimError;
  /** Logs something besides the request itself. */
  readonly warn: (event: LogEvent, fields: LogFields) => void;
  /** The caller is this tenant. Only then is a tenant's name logged: anybody can put anything into a URL. */
  readonly identified: (tenant: string) => void;
  /** What goes on beside the request and must not fail it. It is waited for: the platform may freeze what is idle. */
  readonly runInBackground: (task: Promise<void>) => void;
}

/** A request as it is known without the service, which a missing or wrong setting keeps from being made. */
export type BareCall = Omit<Call, 'service'>;

/** Answers a request. */
export type Handler = (call: Call) => Answer | Promise<Answer>;

/** How an error looks on the wire. */
export type ErrorForm = (error: ScimError) => Answer;

/**
 * An endpoint that anybody may call; whoever must be known is asked inside. While a setting is missing or wrong, it
 * answers 503 with the sentence of that setting.
 */
export function endpoint(
  operation: string,
  handle: Handler,
  errorForm: ErrorForm = errorAnswer,
): HttpHandler {
  return bareEndpoint(operation, (call) => handle({ ...call, service: service() }), errorForm);
}

/** An endpoint that answers whatever the settings are. The only place where an error becomes an answer. */
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
        // Caught here and now: a rejection that nobody looks at ends the process.
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
      ...(error?.scimType === undefined ? {} : { scimType: error.scimType }),
      ...(error === undefined ? {} : { errorCode: error.code }),
      ...defined({ tenant }),
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
    return { answer: errorForm(error), error };
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
