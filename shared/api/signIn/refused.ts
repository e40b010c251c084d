import { ScimError } from '../../scim/error.ts';
import { directoryUnavailable, signInRefused } from '../../signIn/errors.ts';
import { recordRefusedSignIn } from '../../signIn/recordSignIn.ts';
import type { SignInRefused } from '../../signIn/refusals.ts';
import { telemetry } from '../../telemetry/recorder.ts';
import { countFailure, type SignInPageCall } from './endpoint.ts';

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
