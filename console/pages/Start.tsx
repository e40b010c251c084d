import { useLocation } from 'preact-iso/router';
import { useEffect } from 'preact/hooks';
import { overviewAddress, tenantAddress, tenantsAddress } from '../state/addresses.ts';
import { may, me } from '../state/session.ts';

/** /console: the first screen of whoever is signed in. */
export function Start() {
  const { route } = useLocation();
  const tenant = me.value?.tenant;
  useEffect(() => {
    const first = may('manageGetOverview') ? overviewAddress : tenantsAddress;
    route(typeof tenant === 'string' ? tenantAddress(tenant) : first, true);
  }, []);
  return null;
}
