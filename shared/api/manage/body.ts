import type { Bodies } from '../../../generated/manage.js';
import type { Call } from '../endpoint.ts';
import { readBody } from '../request.ts';
import { checkedBody } from './manageBody.ts';

/** @throws ScimError 400, 413 */
export async function bodyOf<Name extends keyof Bodies>(
  { request }: Call,
  name: Name,
): Promise<Bodies[Name]> {
  return checkedBody(name, await readBody(request));
}
