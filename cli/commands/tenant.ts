import { enableTenant } from '../../shared/tenants/manage.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { tryIt } from '../tryIt.ts';
import { tenantUrl } from '../tenantUrl.ts';
import type { Output } from '../output.ts';

export interface EnableOptions {
  readonly externalId?: 'required' | 'optional';
}

/** `uniflow-scim tenant enable <tenant>` */
export async function enable(name: string, options: EnableOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const wanted = options.externalId === undefined ? undefined : options.externalId === 'required';
  const { tenant, token } = await enableTenant(await openTenants(settings), name, wanted);
  const externalId = tenant.externalIdRequired ? 'required' : 'optional';
  output.json({
    tenant: name,
    tenantUrl: url,
    externalId,
    created: token !== undefined,
    ...(token === undefined ? {} : { secretToken: token }),
  });
  output.fields(`Tenant "${name}" is ${token === undefined ? 'enabled already' : 'enabled'}.`, {
    'Provisioning tenant URL': url,
    ...(token === undefined ? {} : { 'Provisioning secret token': token }),
    externalId,
  });
  output.note(
    token === undefined
      ? `Its secret token was shown when it was made and can't be shown again.\nFor a new one:  npx uniflow-scim token rotate ${name}`
      : shownOnce(url, token),
  );
}

/** Entra reaches no service on this machine: there is a request to try instead. */
function shownOnce(url: string, token: string): string {
  if (url.startsWith('https:')) {
    return 'The secret token is shown this once. Paste both into Entra, under Admin credentials, and click Test connection.';
  }
  return tryIt(url, token);
}
