import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { readTenant } from '../../api/tenants.ts';
import { Button } from '../../parts/Button.tsx';
import { Page } from '../../parts/Page.tsx';
import { View } from '../../parts/View.tsx';
import { tabs, tenantAddress, tenantsAddress, type Tab } from '../../state/addresses.ts';
import { useLoad } from '../../state/load.ts';
import { may, me } from '../../state/session.ts';
import { texts } from '../../texts.ts';
import { NotFound } from '../NotFound.tsx';
import { StateBadge } from '../tenantColumns.tsx';
import { Credentials } from './Credentials.tsx';
import { Danger } from './Danger.tsx';
import { General } from './General.tsx';
import { Groups } from './Groups.tsx';
import { Log } from './Log.tsx';
import { Provisioning } from './Provisioning.tsx';
import { SingleSignOn } from './SingleSignOn.tsx';
import type { TabProps } from './tab.ts';
import { Users } from './Users.tsx';

interface TabPlace {
  readonly show: (props: TabProps) => ComponentChildren;
  /** The operation without which the tab is not shown. */
  readonly needs: string;
}

const places: Readonly<Partial<Record<Tab, TabPlace>>> = {
  general: { show: (props) => <General {...props} />, needs: 'manageGetTenant' },
  provisioning: { show: (props) => <Provisioning {...props} />, needs: 'manageGetTenant' },
  'single-sign-on': { show: (props) => <SingleSignOn {...props} />, needs: 'manageGetTenant' },
  credentials: { show: (props) => <Credentials {...props} />, needs: 'manageListTokens' },
  users: { show: (props) => <Users {...props} />, needs: 'manageListUsers' },
  groups: { show: (props) => <Groups {...props} />, needs: 'manageListGroups' },
  log: { show: (props) => <Log {...props} />, needs: 'manageReadLog' },
  danger: { show: (props) => <Danger {...props} />, needs: 'manageRemoveTenant' },
};

interface TenantPageProps {
  readonly tenant?: string;
  readonly tab?: string;
  readonly id?: string;
}

/** An identity provider, with its tabs. */
export function TenantPage({ tenant = '', tab = 'general', id }: TenantPageProps) {
  const loaded = useLoad(tenant, (signal) => readTenant(tenant, signal));
  const chosen = tabs.find((each) => each === tab);
  const before = useRef(id);
  useEffect(() => {
    // Back from a user to the list: the link that led there is gone.
    if (id === undefined && before.current !== undefined) document.querySelector<HTMLElement>('h1')?.focus();
    before.current = id;
  }, [id]);
  const place = chosen === undefined ? undefined : places[chosen];
  if (place === undefined || chosen === undefined || !may(place.needs)) return <NotFound />;
  const title = loaded.value?.tenant.displayName ?? tenant;
  return (
    <Page
      key={tenant}
      title={title}
      above={me.value?.tenant === null ? [[tenantsAddress, texts.tenants.title]] : []}
      beside={
        loaded.value === undefined ? null : (
          <span>
            <span class="visuallyHidden">{texts.tenants.columns.provisioning}: </span>
            <StateBadge tenant={loaded.value.tenant} />
          </span>
        )
      }
      commands={
        <Button icon="refresh" onClick={loaded.reload} busy={loaded.busy}>
          {texts.refresh}
        </Button>
      }
    >
      <Tabs tenant={tenant} chosen={chosen} />
      <div class="tab">
        <View of={loaded}>{(of) => place.show({ of, loaded, id })}</View>
      </div>
    </Page>
  );
}

function Tabs({ tenant, chosen }: { readonly tenant: string; readonly chosen: Tab }) {
  const shown = tabs.filter((tab) => may(places[tab]?.needs ?? ''));
  return (
    <nav class="tabs" aria-label={texts.tenant.sections}>
      <ul>
        {shown.map((tab) => (
          <li key={tab}>
            <a href={tenantAddress(tenant, tab)} aria-current={tab === chosen ? 'page' : undefined}>
              {texts.tenant.tabs[tab]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
