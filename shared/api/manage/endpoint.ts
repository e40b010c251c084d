import { STATUS_CODES } from 'node:http';
import type { HttpHandler } from '@azure/functions';
import { authenticateManager, type Manager } from '../../auth/authenticateManager.ts';
import { clientAddress } from '../request.ts';
import { endpoint, type Call, type Handler, type Answer } from '../endpoint.ts';
import { ScimError } from '../../scim/error.ts';
import { noteCredential, type TenantCall } from '../tenantEndpoint.ts';
import { timed } from '../../telemetry/recorder.ts';
import { beingRemoved, requireTenant } from '../../tenants/change.ts';
import { deploymentHolder } from '../../tenants/deployment.ts';
import { includesRole, type Role } from '../../tenants/credential.ts';
import type { Act, AuditActor, AuditAction, ActEnding } from '../../operators/auditEntry.ts';
import { endingOf, recordAct, recordRefusal, type Recorded } from '../../operators/auditLog.ts';
import { permissionOf, type ManageOperation } from '../../operators/permissions.ts';
import { managementTokenRequired, roleInsufficient, scopeInsufficient } from '../../scim/errors/access.ts';
import { sessionManager } from './sessionManager.ts';

/** An authorized request to the management API. */
export interface ManagementCall extends Call {
  /** Origin under which clients reach the service, for URLs in answers. */
  readonly origin: string;
  /** Adds to the entry of the audit log what is known only while the request is answered. */
  readonly record: (more: Pick<Partial<Act>, 'action' | 'tenant' | 'target' | 'reason'>) => void;
}

/** A request about one existing tenant. */
export interface ManagedTenantCall extends TenantCall, ManagementCall {
  /** Of the operator; undefined for a credential of the tenant. */
  readonly role: Role | undefined;
  /** Who calls, as the audit log names it. */
  readonly by: AuditActor;
}

export type ManagementHandler = (call: ManagementCall) => Answer | Promise<Answer>;
export type ManagedTenantHandler = (call: ManagedTenantCall) => Answer | Promise<Answer>;

/** An endpoint that is not about an existing tenant. */
export function deploymentEndpoint(operation: ManageOperation, handle: ManagementHandler): HttpHandler {
  return managementEndpoint(operation, async (call) => {
    const manager = await admitManager(call, call.request.params.tenant);
    return recorded(call, manager, operation, (record) => handle(managementCall(call, record)));
  });
}

/** An endpoint under `/manage/tenants/{tenant}`. */
export function managedTenantEndpoint(operation: ManageOperation, handle: ManagedTenantHandler): HttpHandler {
  return managementEndpoint(operation, async (call) => {
    const manager = await admitManager(call, call.request.params.tenant);
    return recorded(call, manager, operation, async (record) =>
      handle(await managedTenantCall(call, manager, record)),
    );
  });
}

/** An endpoint whose errors have the management API's format. */
export function managementEndpoint(operation: string, handle: Handler): HttpHandler {
  return endpoint(operation, handle, problemAnswer);
}

/**
 * Who calls, within the limits. It does not check what the caller may do.
 *
 * @param tenant whose credentials may call, beside the deployment's; undefined for none.
 * @throws ScimError 401, 403, 429
 */
export async function admitManager(call: Call, tenant: string | undefined): Promise<Manager> {
  const { request, service } = call;
  const presented = {
    authorization: request.headers.get('authorization'),
    address: clientAddress(request),
  };
  const manager = await timed(
    'authenticate',
    async () =>
      (presented.authorization === null ? await sessionManager(call, originOf(call), tenant) : undefined) ??
      authenticateManager(service, tenant, presented),
  );
  const { principal, credential } = manager;
  const holder = holderOf(manager);
  if (principal !== undefined) call.identified(holder);
  // Of people the provisioning log says when they signed in.
  if (manager.kind !== 'user') noteCredential(call, holder, credential);
  service.throttle.admit(holder, credential.id);
  if (principal !== undefined && !principal.scopes.has('management')) throw scopeInsufficient('management');
  return manager;
}

/** @throws ScimError 403 */
function requirePermission({ role }: Manager, operation: ManageOperation): void {
  const { role: needed, own } = permissionOf(operation);
  if (role === undefined) {
    if (own !== true) throw managementTokenRequired();
  } else if (!includesRole(role, needed)) throw roleInsufficient(role, needed);
}

/** Origin under which clients reach the service. */
export function originOf({ request, service }: Call): string {
  return service.config.publicUrl ?? new URL(request.url).origin;
}

function managementCall(call: Call, record: ManagementCall['record']): ManagementCall {
  return { ...call, record, origin: originOf(call) };
}

/** @throws ScimError 404, for tokens of the deployment only. */
async function managedTenantCall(
  call: Call,
  manager: Manager,
  record: ManagementCall['record'],
): Promise<ManagedTenantCall> {
  const { service, request, identified } = call;
  const name = request.params.tenant ?? '';
  const tenant = manager.principal?.tenant ?? (await requireTenant(await service.table('scimTenants'), name));
  identified(name);
  const { credential } = manager;
  const managed = managementCall(call, record);
  return {
    ...managed,
    role: manager.role,
    by: auditActorOf(manager),
    tenant,
    actor: credential,
    // The limit of the credential's owner: requests with the deployment's token cost the tenant nothing.
    quota: service.throttle.quotaOf(holderOf(manager), credential.id, call.signal),
    // `/Users/{id}` after it is served, because the host ignores case in the fixed parts of a route.
    baseUrl: `${managed.origin}/manage/tenants/${name}`,
  };
}

/**
 * A tenant's own credentials end when its removal begins, the deployment's do not: what they write must not stay behind.
 *
 * @throws ScimError 409
 */
export function requireStaying({ tenant }: ManagedTenantCall): void {
  if (tenant.removing !== undefined) throw beingRemoved(tenant);
}

/** The name under which limits and expiry warnings count a credential: its tenant or the deployment. */
function holderOf({ principal }: Manager): string {
  return principal?.tenant.name ?? deploymentHolder;
}

type Run = (record: ManagementCall['record']) => Answer | Promise<Answer>;

/**
 * Runs a request if its caller may do it. What changes something or hands a secret out is in the audit log, and is not done
 * if that can't be written.
 *
 * @throws ScimError 403, 503
 */
async function recorded(call: Call, manager: Manager, operation: ManageOperation, run: Run): Promise<Answer> {
  const { request, runInBackground } = call;
  const { audit } = permissionOf(operation);
  if (audit === undefined || request.method === 'HEAD') {
    requirePermission(manager, operation);
    return run(() => undefined);
  }
  const act = actOf(call, manager, audit);
  const table = await call.service.table('scimTenants');
  try {
    requirePermission(manager, operation);
  } catch (error) {
    if (error instanceof ScimError) runInBackground(recordRefusal(table, act, error));
    throw error;
  }
  return noted(call, manager, await recordAct(table, act), run);
}

function actOf({ request, requestId }: Call, manager: Manager, action: AuditAction): Act {
  const { tenant, secretId, id } = request.params;
  const { role } = manager;
  return { action, actor: auditActorOf(manager), role, tenant, target: secretId ?? id, requestId };
}

function auditActorOf({ kind, credential: { id, label } }: Manager): AuditActor {
  return { kind, id, label };
}

/**
 * Logs the credential and the status of a request after it ended, also if it failed, and refreshes this instance's cached
 * tenant. Other instances follow within 30 seconds.
 */
async function noted(
  { request, service, warn, runInBackground }: Call,
  { credential, principal }: Manager,
  { end }: Recorded,
  run: Run,
): Promise<Answer> {
  let more: Partial<Act> = {};
  const note = (ending: ActEnding) => {
    const { status = 500 } = ending;
    warn('managementCall', { credential: credential.id, method: request.method, status });
    // The answer may hold the only copy of a secret: it does not fail because of this.
    runInBackground(end(ending, more));
  };
  try {
    const answer = await run((known) => {
      more = { ...more, ...known };
    });
    note({ outcome: 'done', status: answer.status });
    const { tenant } = request.params;
    if (principal === undefined && tenant !== undefined)
      runInBackground(service.tenants.fresh(tenant).then(() => undefined));
    return answer;
  } catch (error) {
    note(endingOf(error));
    throw error;
  }
}

/** An answer of the management API, in JSON; the SCIM endpoints have a media type of their own. */
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

/** An error of the management API (RFC 9457). The extension `code` identifies it: docs/errors.md. */
export function problemAnswer({ code, status, message, headers }: ScimError): Answer {
  return {
    status,
    mediaType: 'application/problem+json',
    headers,
    body: { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, detail: message },
  };
}
