import type { Call } from '../http/endpoint.ts';
import type { Answer } from '../http/response.ts';
import { readTenant } from '../tenants/tenantStore.ts';

/** How long a finding is repeated, in milliseconds: anybody may ask, and must not be able to keep storage busy by it. */
const findingLifetime = 5_000;

let lastReached = 0;

/** GET /health: 200 where storage answers. Anybody may ask, so it says no more than that. */
export async function health({ service, signal }: Call): Promise<Answer> {
  if (Date.now() - lastReached > findingLifetime) {
    // There is no tenant of this name, and looking for it needs table and permission.
    await readTenant(await service.table('scimTenants'), '-', signal);
    lastReached = Date.now();
  }
  return { status: 200, body: { status: 'healthy' }, mediaType: 'application/json' };
}
