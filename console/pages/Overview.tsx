import { api, bodyOf, type Schemas } from '../api/client.ts';
import { momentOf } from '../format/time.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Page } from '../parts/Page.tsx';
import { Plot } from '../parts/Plot.tsx';
import { Badge, Box, Moment, type Tone } from '../parts/Small.tsx';
import { Table } from '../parts/Table.tsx';
import { View } from '../parts/View.tsx';
import {
  addAddress,
  deploymentAddress,
  tenantAddress,
  tenantsAddress,
  type Tab,
} from '../state/addresses.ts';
import { useLoad } from '../state/load.ts';
import { may } from '../state/session.ts';
import { texts } from '../texts.ts';

type Overview = Schemas['Overview'];
type Attention = Schemas['TenantAttention'];

const words = texts.overview;

/** How often the overview is read again, in milliseconds. */
const everyMs = 60_000;

/** What needs attention first, and how much happens. */
export function OverviewPage() {
  const overview = useLoad('overview', (signal) => bodyOf(api.GET('/manage/overview', { signal })), everyMs);
  return (
    <Page
      title={words.title}
      commands={
        <>
          <Button icon="refresh" onClick={overview.reload} busy={overview.busy}>
            {texts.refresh}
          </Button>
          {may('manageAddTenant') ? (
            <a class="button" href={addAddress}>
              <Icon name="add" />
              <span>{texts.tenants.add}</span>
            </a>
          ) : null}
        </>
      }
    >
      <View of={overview}>{(value) => <Shown overview={value} />}</View>
    </Page>
  );
}

function Shown({ overview }: { readonly overview: Overview }) {
  const { tenants, users, groups, attention, hours } = overview;
  return (
    <>
      <h2>{words.attention}</h2>
      {attention.length === 0 ? (
        <Box tone="good" title={words.nothing} />
      ) : (
        <Table
          caption={words.attention}
          columns={[
            { name: words.tenant, cell: (each: Attention) => <Place of={each} /> },
            {
              name: words.what,
              cell: ({ kind }) => <Badge tone={tones[kind]}>{texts.attention[kind]}</Badge>,
            },
            { name: words.since, extra: true, cell: ({ since }) => <Moment at={since} otherwise="" /> },
            { name: words.detail, long: true, cell: ({ detail }) => detail },
          ]}
          rows={attention}
          keyOf={({ tenant, kind, since }) => `${tenant ?? ''} ${kind} ${since ?? ''}`}
        />
      )}
      <h2>{words.numbers}</h2>
      <dl class="tiles">
        <Tile name={words.tiles.tenants} value={tenants.total} address={tenantsAddress} />
        <Tile name={words.tiles.on} value={tenants.on} />
        <Tile name={words.tiles.off} value={tenants.off} />
        <Tile name={words.tiles.removing} value={tenants.removing + tenants.restoring} />
        <Tile name={words.tiles.users} value={users} />
        <Tile name={words.tiles.groups} value={groups} />
      </dl>
      <Plot
        title={words.plot}
        times={hours.map(({ hour }) => Date.parse(hour) / 1_000)}
        lines={[
          { label: words.requests, colour: '--link', values: hours.map(({ requests }) => requests) },
          { label: words.refused, colour: '--bad', values: hours.map(({ refused }) => refused) },
        ]}
        momentOf={momentOf}
      />
      <p class="fine">{words.at(momentOf(overview.at))}</p>
    </>
  );
}

const tones: Readonly<Record<Attention['kind'], Tone>> = {
  damaged: 'bad',
  credentialExpired: 'bad',
  noCredential: 'warn',
  quiet: 'warn',
  refused: 'warn',
  credentialExpiring: 'warn',
  restoring: 'calm',
  removing: 'calm',
};

/** The tab on which a person can do something about it. */
const helpful: Readonly<Record<Attention['kind'], Tab>> = {
  damaged: 'general',
  credentialExpired: 'credentials',
  noCredential: 'credentials',
  quiet: 'provisioning',
  refused: 'log',
  credentialExpiring: 'credentials',
  restoring: 'general',
  removing: 'danger',
};

function Place({ of: { tenant, displayName, kind } }: { readonly of: Attention }) {
  if (tenant === null) return <a href={deploymentAddress}>{words.deployment}</a>;
  return <a href={tenantAddress(tenant, helpful[kind])}>{displayName ?? tenant}</a>;
}

interface TileProps {
  readonly name: string;
  readonly value: number;
  readonly address?: string;
}

function Tile({ name, value, address }: TileProps) {
  const text = value.toLocaleString('en-GB');
  return (
    <div>
      <dt>{name}</dt>
      <dd>{address === undefined ? text : <a href={address}>{text}</a>}</dd>
    </div>
  );
}
