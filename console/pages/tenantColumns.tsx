import type { TenantSummary } from '../api/tenants.ts';
import { Badge, Moment, type Tone } from '../parts/Small.tsx';
import type { Column } from '../parts/Table.tsx';
import { tenantAddress } from '../state/addresses.ts';
import { texts } from '../texts.ts';

const words = texts.tenants;

function stateOf({ removing, provisioning }: TenantSummary): 'on' | 'off' | 'removing' {
  if (removing !== null) return 'removing';
  return provisioning.enabled ? 'on' : 'off';
}

const tones: Readonly<Record<ReturnType<typeof stateOf>, Tone>> = {
  on: 'good',
  off: 'calm',
  removing: 'warn',
};

export function StateBadge({ tenant }: { readonly tenant: TenantSummary }) {
  const state = stateOf(tenant);
  return <Badge tone={tones[state]}>{words.states[state]}</Badge>;
}

/** The columns of the list. */
export const columns: readonly Column<TenantSummary>[] = [
  {
    name: words.columns.name,
    sortBy: ({ displayName }) => displayName,
    cell: ({ name, displayName }) => (
      <>
        <a href={tenantAddress(name)}>{displayName}</a>
        <span class="second">{name}</span>
      </>
    ),
  },
  {
    name: words.columns.provisioning,
    sortBy: (tenant) => words.states[stateOf(tenant)],
    cell: (tenant) => <StateBadge tenant={tenant} />,
  },
  {
    name: words.columns.lastSeen,
    sortBy: ({ lastSeen }) => lastSeen ?? '',
    cell: ({ lastSeen }) => <Moment at={lastSeen} otherwise={words.never} />,
  },
  {
    name: words.columns.users,
    number: true,
    extra: true,
    sortBy: ({ facts }) => facts?.users ?? -1,
    cell: ({ facts }) => numberOr(facts?.users),
  },
  {
    name: words.columns.groups,
    number: true,
    extra: true,
    sortBy: ({ facts }) => facts?.groups ?? -1,
    cell: ({ facts }) => numberOr(facts?.groups),
  },
  {
    name: words.columns.refused,
    number: true,
    extra: true,
    sortBy: ({ facts }) => facts?.refusedIn24Hours ?? -1,
    cell: ({ facts }) => numberOr(facts?.refusedIn24Hours),
  },
  {
    name: words.columns.attention,
    extra: true,
    sortBy: ({ facts }) => -(facts?.attention.length ?? 0),
    cell: ({ facts }) => {
      const [first, ...others] = facts?.attention ?? [];
      if (first === undefined) return <span class="soft">{words.nothing}</span>;
      return (
        <Badge tone="warn">
          {texts.attention[first.kind]}
          {others.length === 0 ? '' : words.more(others.length)}
        </Badge>
      );
    },
  },
];

export function csvRows(
  tenants: readonly TenantSummary[],
): readonly (readonly (string | number | null | undefined)[])[] {
  const rows = tenants.map((tenant) => {
    const { name, displayName, tenantUrl, lastSeen, facts } = tenant;
    return [
      ...[
        name,
        displayName,
        stateOf(tenant),
        tenant.created,
        tenantUrl,
        lastSeen,
        facts?.users,
        facts?.groups,
      ],
      ...[facts?.requestsIn24Hours, facts?.refusedIn24Hours, facts?.credentials.nextExpiry],
      facts?.attention.map(({ kind }) => kind).join(' '),
    ];
  });
  return [words.csv, ...rows];
}

function numberOr(value: number | null | undefined) {
  if (typeof value === 'number') return value.toLocaleString('en-GB');
  return <span class="soft">{words.unknown}</span>;
}
