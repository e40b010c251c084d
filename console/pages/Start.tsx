import { useLocation } from 'preact-iso/router';
import { useEffect } from 'preact/hooks';
import { tenantAddress, tenantsAddress } from '../state/addresses.ts';
import { me } from '../state/session.ts';

/** /console: the first screen of whoever is signed in. */
export function Start() {
  const { route } = useLocation();
  const tenant = me.value?.tenant;
  useEffect(() => {
    route(typeof tenant === 'string' ? tenantAddress(tenant) : tenantsAddress, true);
  }, []);
  return null;
}
