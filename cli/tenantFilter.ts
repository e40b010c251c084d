import { InvalidArgumentError, Option } from 'commander';
import type { Tenant } from '../shared/tenants/tenant.ts';
import type { KnownTenant, ListedTenant } from './listedTenants.ts';

/**
 * A condition on a tenant. Conditions that need only the tenants' table are checked before a tenant's own rows are
 * read.
 */
export interface TenantCondition {
  readonly known?: (tenant: KnownTenant, now: number) => boolean;
  readonly listed?: (tenant: ListedTenant) => boolean;
}

const provisioningStates = ['on', 'off', 'removing', 'restoring'] as const;
export type ProvisioningState = (typeof provisioningStates)[number];

const credentialStates = ['ok', 'expiring', 'expired', 'none'] as const;
type CredentialState = (typeof credentialStates)[number];

const units = { h: 3_600_000, d: 24 * 3_600_000 } as const;

const tenantOrders = ['name', 'created', 'users', 'seen', 'refused'] as const;
export type TenantOrder = (typeof tenantOrders)[number];

/** `--filter`, repeatable: all conditions must hold. */
export function filterOption(): Option {
  return new Option(
    '--filter <condition>',
    'only tenants with name=<part of name or display name>, ' +
      `provisioning=${provisioningStates.join('|')}, credentials=${credentialStates.join('|')}, ` +
      'quiet=<not seen for 2h, 7d>, refused=<minimum in 24 hours>; repeat for more conditions, which must all be true',
  ).argParser((text: string, before: readonly TenantCondition[] | undefined) => [
    ...(before ?? []),
    readCondition(text),
  ]);
}

/** `--sort` */
export function sortOption(): Option {
  return new Option(
    '--sort <column>',
    'by name, or first: newest created, most users, seen longest ago, most refused',
  )
    .choices(tenantOrders)
    .default('name');
}

function readCondition(text: string): TenantCondition {
  const [, key, value = ''] = /^([a-z]+)=(.+)$/.exec(text) ?? [];
  if (key === 'name') return { known: ({ tenant }) => isNamed(tenant, value) };
  const provisioning = provisioningStates.find((state) => state === value);
  if (key === 'provisioning' && provisioning !== undefined)
    return { known: ({ tenant }) => provisioningOf(tenant) === provisioning };
  const credentials = credentialStates.find((state) => state === value);
  if (key === 'credentials' && credentials !== undefined)
    return { known: (tenant) => credentialStatesOf(tenant).includes(credentials) };
  const [, number, unit] = /^(\d{1,4})(h|d)$/.exec(value) ?? [];
  if (key === 'quiet' && (unit === 'h' || unit === 'd')) {
    const quiet = Number(number) * units[unit];
    return { known: ({ lastSeen }, now) => lastSeen === undefined || now - Date.parse(lastSeen) >= quiet };
  }
  if (key === 'refused' && /^\d{1,6}$/.test(value))
    return { listed: ({ refused }) => refused.count >= Number(value) };
  throw new InvalidArgumentError(
    'Such as name=contoso, provisioning=off, credentials=expiring, quiet=2h or refused=1.',
  );
}

function isNamed({ name, identityProvider }: Tenant, text: string): boolean {
  const wanted = text.toLowerCase();
  return name.includes(wanted) || identityProvider.displayName.toLowerCase().includes(wanted);
}

export function provisioningOf({ identityProvider, removing, restoring }: Tenant): ProvisioningState {
  if (restoring !== undefined) return 'restoring';
  if (removing !== undefined) return 'removing';
  return identityProvider.provisioning.enabled ? 'on' : 'off';
}

function credentialStatesOf({ credentials }: KnownTenant): readonly CredentialState[] {
  const { valid, expiring, expired } = credentials;
  const states: CredentialState[] = [];
  if (expiring > 0) states.push('expiring');
  if (expired > 0) states.push('expired');
  if (valid + expiring === 0) states.push('none');
  return states.length === 0 ? ['ok'] : states;
}

/** Sorts tenants. The sort is stable: equal tenants stay in the order of their names. */
export function sortTenants(tenants: readonly ListedTenant[], order: TenantOrder): readonly ListedTenant[] {
  const time = (text: string | undefined) => (text === undefined ? 0 : Date.parse(text));
  const keys: Readonly<Record<TenantOrder, (listed: ListedTenant) => number>> = {
    name: () => 0,
    created: ({ tenant }) => -time(tenant.created),
    users: ({ users }) => -users,
    seen: ({ lastSeen }) => time(lastSeen),
    refused: ({ refused }) => -refused.count,
  };
  const key = keys[order];
  return tenants.toSorted((a, b) => key(a) - key(b));
}
