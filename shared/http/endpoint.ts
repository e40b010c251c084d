import { randomUUID } from 'node:crypto';
import type { HttpHandler, HttpRequest, InvocationContext } from '@azure/functions';
import { authenticate, type Principal } from '../auth/authenticate.ts';
import { describeError, log, type LogFields } from '../log.ts';
import { service, type Service } from '../service.ts';
import { requestDeadline } from '../store/limits.ts';
import { isUnavailable, storageUnavailable } from '../store/storageError.ts';
import { ScimError } from './error.ts';
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
}

/** A request of a tenant, after authentication. */
export interface TenantCall extends Call {
  readonly principal: Principal;
  /** `https://<host>/scim/<tenant>`, for locations. */
  readonly baseUrl: string;
}

/** An endpoint under `/scim/{tenant}`: nobody gets past it without the tenant's token. */
export function tenantEndpoint(
  operation: string,
  handle: (call: TenantCall) => Answer | Promise<Answer>,
): HttpHandler {
  return endpoint(operation, async (call) =>
    handle(await authenticated(call, call.request.params.tenant ?? '')),
  );
}

/** An endpoint that anybody may call. The only place where an error becomes an answer. */
export function endpoint(operation: string, handle: (call: Call) => Answer | Promise<Answer>): HttpHandler {
  return async (request, context) => {
    const started = performance.now();
    const requestId = randomUUID();
    const explain = (error: unknown) => explained(context, requestId, operation, error);
    const answer = await answered(explain, () =>
      handle({
        request,
        service: service(),
        requestId,
        signal: AbortSignal.timeout(requestDeadline),
        explain,
      }),
    );
    log(context, 'info', 'request', {
      ...outline(request, requestId, operation, answer),
      milliseconds: Math.round(performance.now() - started),
    });
    return toResponse(answer, requestId, request.method === 'HEAD');
  };
}

/** @throws ScimError 401 */
export async function authenticated(call: Call, name: string): Promise<TenantCall> {
  const { request, service, signal } = call;
  const tenants = await service.table('scimTenants');
  const principal = await authenticate(tenants, name, request.headers.get('authorization'), signal);
  const origin = service.config.publicUrl ?? new URL(request.url).origin;
  return { ...call, principal, baseUrl: `${origin}/scim/${name}` };
}

async function answered(explain: Call['explain'], run: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    return errorAnswer(explain(error));
  }
}

function explained(
  context: InvocationContext,
  requestId: string,
  operation: string,
  error: unknown,
): ScimError {
  if (error instanceof ScimError) {
    if (error.cause !== undefined)
      log(context, 'warn', 'cause', { requestId, operation, ...describeError(error.cause) });
    return error;
  }
  log(context, 'error', 'unexpected', { requestId, operation, ...describeError(error) });
  if (isUnavailable(error)) return storageUnavailable(error);
  return new ScimError(
    500,
    undefined,
    `The service failed. Its operator finds the reason in the log under request ${requestId}.`,
  );
}

function outline(
  request: HttpRequest,
  requestId: string,
  operation: string,
  { status, body }: Answer,
): LogFields {
  const scimType =
    body !== undefined && 'scimType' in body && typeof body.scimType === 'string'
      ? { scimType: body.scimType }
      : {};
  // A tenant's name is told only where its token was right: anybody can put anything into a URL.
  const tenant =
    status === 401 || request.params.tenant === undefined ? {} : { tenant: request.params.tenant };
  return { requestId, operation, method: request.method, status, ...scimType, ...tenant };
}
