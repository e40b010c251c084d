import type { Command } from 'commander';
import { deadline } from '../../shared/tenants/change.ts';
import type { Tenant } from '../../shared/tenants/tenant.ts';
import { readTenants } from '../../shared/tenants/tenantStore.ts';
import { counted } from '../counted.ts';
import { knownTenants, listedTenants, type ListedTenant } from '../listedTenants.ts';
import type { Cell } from '../listing.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import {
  filterOption,
  sortTenants,
  provisioningOf,
  sortOption,
  type ProvisioningState,
  type TenantCondition,
  type TenantOrder,
} from '../tenantFilter.ts';
import { json, outputOf, type Json } from './command.ts';
import { programName } from '../programName.ts';

interface ListOptions {
  readonly filter?: readonly TenantCondition[];
  readonly sort: TenantOrder;
}

export function registerTenantList(tenant: Command): void {
  tenant
    .command('list')
    .description('list the tenants: numbers of users and groups, last seen, what needs attention')
    .addOption(filterOption())
    .addOption(sortOption())
    .option(...json)
    .action((options: ListOptions & Json) => list(options, outputOf(options)));
}

/** `uniflow-scim tenant list` */
async function list({ filter: conditions = [], sort }: ListOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const table = await openTenants(settings);
  const tenants: Tenant[] = [];
  const damaged: string[] = [];
  const onDamaged = (name: string) => void damaged.push(name);
  for await (const tenant of readTenants(table, deadline(), onDamaged)) tenants.push(tenant);
  const now = Date.now();
  const known = (await knownTenants(table, tenants, now)).filter((tenant) =>
    conditions.every((condition) => condition.known?.(tenant, now) ?? true),
  );
  const found = (await listedTenants(await openUsers(settings), known, now)).filter((tenant) =>
    conditions.every((condition) => condition.listed?.(tenant) ?? true),
  );
  const listed = sortTenants(found, sort);
  output.json({ tenants: listed.map(view) });
  if (damaged.length > 0) {
    output.warn(
      `the rows of these tenants can't be read, so their clients are refused: ${damaged.join(', ')}.`,
    );
  }
  if (listed.length === 0) {
    output.note(
      tenants.length === 0
        ? `There is no tenant yet. To make one:  ${programName()} tenant add <tenant>`
        : `None of ${counted(tenants.length, 'tenant')} is such a one.`,
    );
    return;
  }
  output.table(
    listed.length === tenants.length
      ? counted(listed.length, 'tenant')
      : `${listed.length} of ${counted(tenants.length, 'tenant')}`,
    [
      { title: 'tenant' },
      { title: 'display name' },
      { title: 'provisioning' },
      { title: 'users', align: 'right' },
      { title: 'groups', align: 'right' },
      { title: 'last seen (UTC)' },
      { title: 'refused in 24 h', align: 'right' },
      { title: 'credentials' },
    ],
    listed.map((each) => [
      each.tenant.name,
      each.tenant.identityProvider.displayName,
      provisioningCells[provisioningOf(each.tenant)],
      String(each.users),
      String(each.groups),
      each.lastSeen?.slice(0, 16).replace('T', ' ') ?? 'never',
      refused(each),
      attention(each.credentials),
    ]),
  );
}

function view({
  tenant,
  users,
  groups,
  credentials,
  lastSeen,
  refused: { count, more },
}: ListedTenant): object {
  const { name, identityProvider, created, removing } = tenant;
  return {
    tenant: name,
    displayName: identityProvider.displayName,
    created,
    provisioning: identityProvider.provisioning,
    removing: removing ?? null,
    users,
    groups,
    lastSeen: lastSeen ?? null,
    refusedIn24Hours: count,
    ...(more ? { moreRefused: true } : {}),
    credentials,
  };
}

const provisioningCells: Readonly<Record<ProvisioningState, Cell>> = {
  on: 'on',
  off: { text: 'off', style: 'yellow' },
  removing: { text: 'being removed', style: 'red' },
  restoring: { text: 'being restored', style: 'red' },
};

function refused({ refused: { count, more } }: ListedTenant): Cell {
  const text = more ? `${count} or more` : String(count);
  return count === 0 && !more ? text : { text, style: 'yellow' };
}

/** The state of the credentials that needs action; empty if none expires soon. */
function attention({ valid, expiring, expired }: ListedTenant['credentials']): Cell {
  const parts = [
    ...(expiring === 0 ? [] : [`${expiring} expire${expiring === 1 ? 's' : ''} within 60 days`]),
    ...(expired === 0 ? [] : [`${expired} expired`]),
  ];
  if (parts.length > 0) return { text: parts.join(', '), style: valid === 0 ? 'red' : 'yellow' };
  return valid === 0 ? { text: 'none', style: 'red' } : 'ok';
}
