import type { HttpHandler } from '@azure/functions';
import { issuerOf, issuerTemplate } from '../../auth/entraDocuments.ts';
import { signInNotFound, directoryUnavailable, signInRefused } from '../../signIn/errors.ts';
import { signInTenant, type SignInTenant } from '../../signIn/openTenant.ts';
import type { SignedIn } from '../../signIn/sessions.ts';
import { signInAddresses, type SignInAddresses } from '../../tenants/singleSignOn.ts';
import { endpoint, type Answer, type Call, type ErrorForm } from '../endpoint.ts';
import { originOf, problemAnswer } from '../manage/endpoint.ts';
import { clientAddress } from '../request.ts';
import { sessionOfTenant } from './cookies.ts';
import { signInErrorPage } from './page.ts';
import { ScimError } from '../../scim/error.ts';
import { recordRefusedSignIn } from '../../signIn/recordSignIn.ts';
import type { SignInRefused } from '../../signIn/refusals.ts';
import { telemetry } from '../../telemetry/recorder.ts';

/** A request under `/sso/{tenant}`, of a tenant whose people sign in. */
export interface SignInPageCall extends Call, SignInTenant {
  /** Origin under which browsers reach the service. */
  readonly origin: string;
  readonly addresses: SignInAddresses;
  /** The issuer of the directory's assertions. */
  readonly issuer: string;
}

export type SignInHandler = (call: SignInPageCall) => Answer | Promise<Answer>;

/** An endpoint for a person at a browser: its errors are pages. */
export function signInPageEndpoint(operation: string, handle: SignInHandler): HttpHandler {
  return signInEndpoint(operation, handle, signInErrorPage);
}

/** An endpoint for a program: its errors are problems (RFC 9457). */
export function signInDataEndpoint(operation: string, handle: SignInHandler): HttpHandler {
  return signInEndpoint(operation, handle, problemAnswer);
}

function signInEndpoint(operation: string, handle: SignInHandler, form: ErrorForm): HttpHandler {
  return endpoint(operation, async (call) => handle(await signInCall(call)), form);
}

/**
 * @throws ScimError 404, the same for a tenant that does not exist, that has single sign-on off, and that is disabled; 429
 * after too many of them.
 */
async function signInCall(call: Call): Promise<SignInPageCall> {
  const { request, service, identified } = call;
  const name = request.params.tenant ?? '';
  const open = await signInTenant(service.tenants, name);
  if (open === undefined) {
    countFailure(call, name);
    throw signInNotFound();
  }
  identified(name);
  const origin = originOf(call);
  return {
    ...call,
    ...open,
    origin,
    addresses: signInAddresses(origin, name, open.singleSignOn),
    issuer: issuerOf(open.directory.directoryId, issuerTemplate(service.config.entraAuthority, 'v1')),
  };
}

/**
 * Counts a failed attempt by address and tenant; apart from those of SCIM, whose clients must not wait for people.
 *
 * @throws ScimError 429 after too many.
 */
export function countFailure({ request, service }: Call, tenant: string): void {
  service.throttle.failed(clientAddress(request), `sso/${tenant}`);
}

/** Who is signed in to this tenant by the browser's session. @throws ScimError 429 after too many wrong ones; 503 */
export async function signedIn(call: SignInPageCall): Promise<SignedIn | undefined> {
  const { request, service, tenant } = call;
  const session = sessionOfTenant(request, tenant.name);
  if (session === undefined) return undefined;
  const found = await service.sessions.find(session);
  if (found?.tenant.name === tenant.name) return found;
  countFailure(call, tenant.name);
  return undefined;
}

/** 303: the browser continues with a GET. */
export function seeOther(location: string, cookies: Answer['cookies'] = []): Answer {
  return { status: 303, headers: { Location: location, 'Referrer-Policy': 'no-referrer' }, cookies };
}

/**
 * The error of a refused sign-in. The reason is in the provisioning log and in telemetry; what exceeds the limit of an
 * address is not, so that nobody can fill the log.
 */
export function refused(call: SignInPageCall, refusal: SignInRefused): ScimError {
  const { tenant, directory, warn, runInBackground } = call;
  const { reason } = refusal;
  telemetry()?.signedIn(reason);
  try {
    countFailure(call, tenant.name);
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  const isDown = reason === 'metadataUnavailable';
  const host = URL.parse(directory.metadataUrl)?.host;
  warn('signInRefused', {
    ...{ tenant: tenant.name, reason },
    ...(isDown && host !== undefined ? { host } : {}),
  });
  runInBackground(recordRefusedSignIn(call, refusal));
  return isDown ? directoryUnavailable().causedBy(refusal.cause ?? refusal) : signInRefused();
}
