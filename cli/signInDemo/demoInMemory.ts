import { ensureTenant, setTenant } from '../../shared/tenants/lifecycle.ts';
import { objectIn } from '../../shared/scim/json.ts';
import { startDirectory } from '../directory/directory.ts';
import { eventLog } from '../hostLog.ts';
import type { HostLog } from '../host/rpc.ts';
import { startLocalService } from '../localService.ts';
import { openTenants } from '../storage.ts';
import { tokenFromOptions } from '../tokenInput.ts';
import { ada, grace } from './people.ts';
import { runSignInDemo } from './signInDemo.ts';

const tenant = 'contoso';

/** The service's log without the refused sign-ins, which the tables show. */
const otherEvents: HostLog = (level, category, message) => {
  if (objectIn(message)?.event !== 'signInRefused') eventLog(level, category, message);
};

/** Starts a directory and a service in memory, and lets people sign in. */
export async function signInDemoInMemory(write: (text: string) => void): Promise<boolean> {
  const directory = await startDirectory([ada, grace]);
  // The service reads its settings from the environment.
  process.env.SCIM_ENTRA_AUTHORITY = directory.origin;
  process.env.SCIM_SINGLE_SIGN_ON = 'on';
  try {
    const service = await startLocalService({
      port: 0,
      hostname: 'localhost',
      inMemory: true,
      log: otherEvents,
    });
    try {
      const tenants = await openTenants(service.settings);
      const { token = '' } = await ensureTenant(tenants, tenant, {}, tokenFromOptions(service.settings));
      await setTenant(tenants, tenant, {
        settings: { entraTenantId: directory.directoryId },
        singleSignOn: { enabled: true, metadataUrl: directory.metadataUrl },
      });
      const { url: serviceUrl } = service.host;
      return await runSignInDemo({ serviceUrl, tenant, token, directory: directory.origin, write });
    } finally {
      await service.close();
    }
  } finally {
    await directory.stop();
  }
}
