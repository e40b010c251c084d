import type { Call } from '../endpoint.ts';
import { pathSegments, refuseMethod, type Served } from '../notFound.ts';
import { admitManager } from './endpoint.ts';
import { managePathNotFound } from './errors.ts';

/**
 * Answers paths under `/manage` without a function: 405 with `Allow` if only the method is wrong, otherwise 404; for
 * authorized callers only.
 *
 * @throws ScimError always
 */
export async function notManaged(call: Call, served: readonly Served[]): Promise<never> {
  const path = pathSegments(call);
  await admitManager(call, path[1]?.toLowerCase() === 'tenants' ? path[2] : undefined);
  refuseMethod(call, path, served);
  throw managePathNotFound();
}
