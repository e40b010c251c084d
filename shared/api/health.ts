import { version } from '../../generated/version.ts';
import type { Call } from './endpoint.ts';
import type { Answer } from './response.ts';
import { admitted } from './manage/endpoint.ts';
import type { Service } from '../service.ts';
import { storageKind } from '../config/storage.ts';
import { readExpiryWarnings, type ExpiryWarning } from '../tenants/expiring.ts';
import { probeTenants } from '../tenants/probe.ts';
import { remembered } from './remembered.ts';

const storageAnswers = remembered((service: Service) => probeTenants(() => service.table('scimTenants')));

/**
 * GET /health: 200 where storage answers. Anybody may ask, so it says no more than that and which kind of storage it is; who shows a management token of
 * the deployment is told which credentials end soon.
 *
 * @throws ScimError 503
 */
export async function health(call: Call): Promise<Answer> {
  await storageAnswers(call.service);
  const warnings = await warningsFor(call);
  const storage = storageKind(call.service.config.storage);
  const body = { status: 'healthy', version, storage, ...(warnings === undefined ? {} : { warnings }) };
  return { status: 200, body, mediaType: 'application/json' };
}

/**
 * Undefined for who does not say who it is.
 *
 * @throws ScimError 401 where the token is wrong, so that nobody takes no warnings for good news; 429.
 */
async function warningsFor(call: Call): Promise<readonly ExpiryWarning[] | undefined> {
  const { request, service, signal, warn } = call;
  if (request.headers.get('authorization') === null) return undefined;
  await admitted(call, undefined, 'deployment');
  return readExpiryWarnings(await service.table('scimTenants'), signal, (tenant) => {
    warn('damagedTenant', { tenant });
  });
}
