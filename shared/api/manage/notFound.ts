import type { Call } from '../endpoint.ts';
import { pathOf, refuseMethod, type Served } from '../notFound.ts';
import { admitted } from './endpoint.ts';
import { managePathNotFound } from './errors.ts';

/**
 * Whatever no function serves under `/manage`: 405 with `Allow` where only the method is wrong, else 404. The caller must
 * be somebody who may manage, as everywhere.
 *
 * @throws ScimError always
 */
export async function notManaged(call: Call, served: readonly Served[]): Promise<never> {
  const path = pathOf(call);
  await admitted(call, path[1]?.toLowerCase() === 'tenants' ? path[2] : undefined, 'tenant');
  refuseMethod(call, path, served);
  throw managePathNotFound();
}
