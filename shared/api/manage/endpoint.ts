import type { HttpHandler } from '@azure/functions';
import { authenticateManager, type Manager } from '../../auth/authenticateManager.ts';
import { clientAddress } from '../request.ts';
import { endpoint, type Call, type Handler } from '../endpoint.ts';
import { ScimError } from '../../scim/error.ts';
import type { Answer } from '../response.ts';
import { noteCredential, type TenantCall } from '../tenantEndpoint.ts';
import { timed } from '../../telemetry/recorder.ts';
import { requireTenant } from '../../tenants/change.ts';
import { deploymentHolder } from '../../tenants/deployment.ts';
import { managementTokenRequired, scopeInsufficient } from '../../scim/errors/access.ts';
import { STATUS_CODES } from 'node:http';

/** A request to the management API, of whoever may make it. */
export interface ManagementCall extends Call {
  /** Under which clients reach the service, for addresses in answers. */
  readonly origin: string;
}

/** A request about one tenant. */
export interface ManagedTenantCall extends TenantCall, ManagementCall {}

/** Whose credential reaches an endpoint: the deployment's alone, or also one of the tenant's own. */
type Reach = 'deployment' | 'tenant';

export type ManagementHandler = (call: ManagementCall) => Answer | Promise<Answer>;
export type ManagedTenantHandler = (call: ManagedTenantCall) => Answer | Promise<Answer>;

/** An endpoint about no tenant that must be there: it takes a management token of the deployment. */
export function deploymentEndpoint(operation: string, handle: ManagementHandler): HttpHandler {
  return managementEndpoint(operation, async (call) => {
    const manager = await admitted(call, call.request.params.tenant, 'deployment');
    return changing(call, manager, () => handle(managementCall(call)));
  });
}

/** An endpoint under `/manage/tenants/{tenant}`. */
export function managedTenantEndpoint(
  operation: string,
  reach: Reach,
  handle: ManagedTenantHandler,
): HttpHandler {
  return managementEndpoint(operation, async (call) => {
    const manager = await admitted(call, call.request.params.tenant, reach);
    return changing(call, manager, async () => handle(await managedTenantCall(call, manager)));
  });
}

/** An endpoint whose errors have the form of the management API. */
export function managementEndpoint(operation: string, handle: Handler): HttpHandler {
  return endpoint(operation, handle, problemAnswer);
}

/** @throws ScimError 401, 403, 429 */
export async function admitted(call: Call, tenant: string | undefined, reach: Reach): Promise<Manager> {
  const { request, service } = call;
  const presented = {
    authorization: request.headers.get('authorization'),
    address: clientAddress(request),
  };
  const manager = await timed('authenticate', () => authenticateManager(service, tenant, presented));
  const { principal, credential } = manager;
  const holder = holderOf(manager);
  if (principal !== undefined) call.identified(holder);
  noteCredential(call, holder, credential);
  service.throttle.admit(holder, credential.id);
  if (principal !== undefined && !principal.scopes.has('management')) throw scopeInsufficient('management');
  if (principal !== undefined && reach === 'deployment') throw managementTokenRequired();
  return manager;
}

function managementCall(call: Call): ManagementCall {
  const { request, service } = call;
  return { ...call, origin: service.config.publicUrl ?? new URL(request.url).origin };
}

/** @throws ScimError 404, which only who has a token of the deployment is told. */
async function managedTenantCall(call: Call, manager: Manager): Promise<ManagedTenantCall> {
  const { service, request, identified } = call;
  const name = request.params.tenant ?? '';
  const tenant = manager.principal?.tenant ?? (await requireTenant(await service.table('scimTenants'), name));
  identified(name);
  const { credential } = manager;
  const managed = managementCall(call);
  return {
    ...managed,
    tenant,
    actor: credential,
    // Whose limit let it in: what the deployment's token costs is not taken from the tenant.
    quota: service.throttle.quotaOf(holderOf(manager), credential.id, call.signal),
    // The host compares the fixed parts of a route without case: `/Users/{id}` behind it is served.
    baseUrl: `${managed.origin}/manage/tenants/${name}`,
  };
}

/** Whose limits a credential has, and who is told that it ends. */
function holderOf({ principal }: Manager): string {
  return principal?.tenant.name ?? deploymentHolder;
}

/**
 * Runs what may change something: the operator's log says who did, or was refused, and this instance knows the tenant as
 * it is then. The others do within 30 seconds.
 */
async function changing(
  call: Call,
  { credential, principal }: Manager,
  run: () => Answer | Promise<Answer>,
): Promise<Answer> {
  const { request, service, runInBackground } = call;
  if (request.method === 'GET' || request.method === 'HEAD') return run();
  const { tenant } = request.params;
  const answer = await noted(call, credential.id, run);
  if (principal === undefined && tenant !== undefined)
    runInBackground(service.tenants.fresh(tenant).then(() => undefined));
  return answer;
}

/** Logs under which credential something was done, with its status: after its outcome, whatever that is. */
async function noted(
  { request, warn }: Call,
  credential: string,
  run: () => Answer | Promise<Answer>,
): Promise<Answer> {
  const note = (status: number) => {
    warn('managementCall', { credential, method: request.method, status });
  };
  try {
    const answer = await run();
    note(answer.status);
    return answer;
  } catch (error) {
    note(error instanceof ScimError ? error.status : 500);
    throw error;
  }
}

/** What the management API answers with; the SCIM endpoints have a media type of their own. */
export function jsonAnswer(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, body, headers, mediaType: 'application/json' };
}

export function createdAnswer(location: string, body: object): Answer {
  return jsonAnswer(201, body, { Location: location });
}

/** An error of the management API (RFC 9457). The extension `code` says which: docs/errors.md. */
function problemAnswer({ code, status, message, headers }: ScimError): Answer {
  return {
    status,
    mediaType: 'application/problem+json',
    headers,
    body: { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, detail: message },
  };
}
