import { isPrintable } from '../tenants/credential.ts';
import { reasonInvalid } from './errors.ts';

const maxReasonLength = 200;

/** Checks why somebody wants to see secrets. @throws ScimError 400 */
export function checkReason(reason: string): void {
  if (!isPrintable(reason, maxReasonLength)) throw reasonInvalid();
}
