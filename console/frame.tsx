import { useLocation } from 'preact-iso/router';
import type { ComponentChildren } from 'preact';
import { version } from '../generated/console/version.ts';
import { Button } from './parts/Button.tsx';
import { Icon, type IconName } from './parts/Icon.tsx';
import { Said } from './parts/Said.tsx';
import {
  deploymentAddress,
  home,
  overviewAddress,
  tenantAddress,
  tenantsAddress,
} from './state/addresses.ts';
import { endsSoon } from './state/idle.ts';
import { may, me, signOut } from './state/session.ts';
import { texts } from './texts.ts';

const words = texts.frame;

interface Place {
  readonly address: string;
  readonly label: string;
  readonly icon: IconName;
}

/** Where a person may go: what their credential allows, and the service serves. */
function places(): readonly Place[] {
  const tenant = me.value?.tenant;
  if (typeof tenant === 'string')
    return [{ address: tenantAddress(tenant), label: words.ownTenant, icon: 'tenants' }];
  const all: readonly (Place & { readonly needs: string })[] = [
    { address: overviewAddress, label: words.overview, icon: 'overview', needs: 'manageGetOverview' },
    { address: tenantsAddress, label: words.tenants, icon: 'tenants', needs: 'manageListTenants' },
    {
      address: deploymentAddress,
      label: words.deployment,
      icon: 'deployment',
      needs: 'manageListManagementTokens',
    },
  ];
  return all.filter(({ needs }) => may(needs));
}

/** What stands around every screen. */
export function Frame({ children }: { readonly children: ComponentChildren }) {
  const { path } = useLocation();
  return (
    <>
      <a class="skip" href="#main">
        {words.skip}
      </a>
      <header class="bar">
        <a class="product" href={home}>
          {texts.product}
        </a>
        <Person />
      </header>
      <div class="frame">
        <nav class="places" aria-label={words.places}>
          <ul>
            {places().map(({ address, label, icon }) => (
              <li key={address}>
                <a
                  href={address}
                  aria-current={path === address || path.startsWith(`${address}/`) ? 'page' : undefined}
                >
                  <Icon name={icon} />
                  {label}
                </a>
              </li>
            ))}
          </ul>
          <p class="fine">{words.release(version)}</p>
        </nav>
        <main id="main" tabIndex={-1}>
          {endsSoon.value ? (
            <div class="box warn" role="alert">
              <Icon name="warning" />
              <div>
                <p class="boxTitle">{words.endsSoon}</p>
                <Button>{words.stay}</Button>
              </div>
            </div>
          ) : null}
          {children}
        </main>
      </div>
      <Said />
    </>
  );
}

function Person() {
  const person = me.value;
  if (person === undefined) return null;
  const role = person.role == null ? words.tenantRole(person.tenant ?? '') : words.roles[person.role];
  return (
    <div class="person">
      <Icon name="person" />
      <span>
        <span class="visuallyHidden">{words.signedInAs}</span>
        {person.actor.label ?? person.actor.id}
        <span class="role">{role}</span>
      </span>
      <Button icon="signOut" kind="quiet" onClick={() => signOut('asked')}>
        {words.signOut}
      </Button>
    </div>
  );
}
