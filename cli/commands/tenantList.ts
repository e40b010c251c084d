import type { Command } from 'commander';
import { deadline } from '../../shared/tenants/change.ts';
import { validityOf, type Credential, type Validity } from '../../shared/tenants/credential.ts';
import type { Tenant } from '../../shared/tenants/tenant.ts';
import { readTenants } from '../../shared/tenants/tenantStore.ts';
import type { Table } from '../../shared/store/tables.ts';
import { counted } from '../counted.ts';
import type { Cell } from '../listing.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { userCount } from '../userCount.ts';
import { json, outputOf, type Json } from './command.ts';
import { programName } from '../programName.ts';

/** Tenants whose users are counted at a time: a call to storage for each. */
const countedAtOnce = 16;

interface Listed {
  readonly tenant: Tenant;
  readonly users: number;
  readonly credentials: Readonly<Record<Validity, number>>;
}

export function registerTenantList(tenant: Command): void {
  tenant
    .command('list')
    .description('all tenants, with their users and the credentials that need attention')
    .option(...json)
    .action((options: Json) => list(outputOf(options)));
}

/** `uniflow-scim tenant list` */
async function list(output: Output): Promise<void> {
  const settings = await commandSettings();
  const tenants: Tenant[] = [];
  const damaged: string[] = [];
  const onDamaged = (name: string) => void damaged.push(name);
  for await (const tenant of readTenants(await openTenants(settings), deadline(), onDamaged))
    tenants.push(tenant);
  const listed = await withCounts(await openUsers(settings), tenants, Date.now());
  output.json({ tenants: listed.map(view) });
  if (damaged.length > 0) {
    output.warn(`the rows of these tenants can't be read, so nobody is let in there: ${damaged.join(', ')}.`);
  }
  if (listed.length === 0) {
    output.note(`There is no tenant yet. To make one:  ${programName()} tenant add <tenant>`);
    return;
  }
  output.table(
    counted(listed.length, 'tenant'),
    [
      { title: 'tenant' },
      { title: 'display name' },
      { title: 'provisioning' },
      { title: 'users', align: 'right' },
      { title: 'credentials' },
    ],
    listed.map(({ tenant, users, credentials }) => [
      tenant.name,
      tenant.identityProvider.displayName,
      provisioning(tenant),
      String(users),
      attention(credentials),
    ]),
  );
}

async function withCounts(users: Table, tenants: readonly Tenant[], now: number): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  for (let start = 0; start < tenants.length; start += countedAtOnce) {
    const some = tenants.slice(start, start + countedAtOnce);
    const counts = some.map(async (tenant) => ({
      tenant,
      users: await userCount(users, tenant.name),
      credentials: credentialsOf(tenant, now),
    }));
    listed.push(...(await Promise.all(counts)));
  }
  return listed;
}

function credentialsOf(tenant: Tenant, now: number): Listed['credentials'] {
  const { secretTokens, clients, federatedCredentials } = tenant;
  const all: Pick<Credential, 'expires'>[] = [
    ...secretTokens,
    ...clients.flatMap(({ secrets }) => secrets),
    ...federatedCredentials,
  ];
  const number = (validity: Validity) =>
    all.filter((credential) => validityOf(credential, now) === validity).length;
  return { valid: number('valid'), expiring: number('expiring'), expired: number('expired') };
}

function view({ tenant, users, credentials }: Listed): object {
  const { name, identityProvider, removing } = tenant;
  return {
    tenant: name,
    displayName: identityProvider.displayName,
    provisioning: identityProvider.provisioning,
    removing: removing ?? null,
    users,
    credentials,
  };
}

function provisioning({ identityProvider, removing, restoring }: Tenant): Cell {
  if (restoring !== undefined) return { text: 'being restored', style: 'red' };
  if (removing !== undefined) return { text: 'being removed', style: 'red' };
  return identityProvider.provisioning.enabled ? 'on' : { text: 'off', style: 'yellow' };
}

/** What somebody must do about the credentials; nothing where they work for long. */
function attention({ valid, expiring, expired }: Listed['credentials']): Cell {
  const parts = [
    ...(expiring === 0 ? [] : [`${expiring} expire${expiring === 1 ? 's' : ''} within 60 days`]),
    ...(expired === 0 ? [] : [`${expired} expired`]),
  ];
  if (parts.length > 0) return { text: parts.join(', '), style: valid === 0 ? 'red' : 'yellow' };
  return valid === 0 ? { text: 'none', style: 'red' } : 'ok';
}
