import { InvalidArgumentError, type Command } from 'commander';
import type { Activity } from '../../generated/manage.js';
import { keptHours } from '../../shared/activity/minutes.ts';
import { defaultHours, readActivity } from '../../shared/api/manage/activity.ts';
import { deadline, requireTenant } from '../../shared/tenants/change.ts';
import { counted } from '../counted.ts';
import type { Cell } from '../listing.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';

interface ActivityOptions {
  readonly hours: number;
}

export function registerTenantActivity(tenant: Command): void {
  tenant
    .command('activity')
    .description('show what provisioning of a tenant does, minute by minute, and what it looks like')
    .argument(...tenantName)
    .option('--hours <number>', `how many hours, from 1 to ${keptHours}`, readHours, defaultHours)
    .option(...json)
    .action((name: string, options: ActivityOptions & Json) => activity(name, options, outputOf(options)));
}

function readHours(text: string): number {
  const hours = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (hours >= 1 && hours <= keptHours) return hours;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${keptHours}.`);
}

const states: Readonly<Record<Activity['pattern']['state'], string>> = {
  off: 'provisioning is off',
  notStarted: 'nothing has come yet',
  initial: 'an initial cycle',
  incremental: 'incremental cycles',
  quiet: 'quiet for two hours',
};

/** `uniflow-scim tenant activity <tenant>` */
async function activity(name: string, { hours }: ActivityOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const tables = { tenants: await openTenants(settings), users: await openUsers(settings) };
  const tenant = await requireTenant(tables.tenants, name);
  const found = await readActivity(tables, tenant, hours, deadline());
  output.json(found);
  const { pattern, lastSeen, users, groups, minutes } = found;
  output.fields(`Tenant ${name}: ${states[pattern.state]}`, {
    'What it means': pattern.detail,
    'Last request (UTC)': lastSeen === null ? 'never' : momentOf(lastSeen),
    Users: users.toLocaleString('en'),
    Groups: groups.toLocaleString('en'),
  });
  const span = counted(hours, 'hour');
  if (minutes.length === 0) {
    output.note(
      `Nothing came in ${span}. The service writes its counts down once a minute, while /manage is on.`,
    );
    return;
  }
  output.table(
    `Minutes of the last ${span} in which something came; users and groups`,
    [{ title: 'minute (UTC)' }, ...columns.map(([title]) => ({ title, align: 'right' as const }))],
    minutes.map((minute) => [
      momentOf(minute.minute),
      ...columns.map(([title, count]) => numberCell(count(minute), title)),
    ]),
  );
}

type Minute = Activity['minutes'][number];

const columns: readonly (readonly [title: string, count: (minute: Minute) => number])[] = [
  ['requests', ({ requests }) => requests],
  ['created', ({ created, groupsCreated }) => created + groupsCreated],
  ['updated', ({ updated, groupsUpdated }) => updated + groupsUpdated],
  ['disabled', ({ disabled }) => disabled],
  ['deleted', ({ deleted, groupsDeleted }) => deleted + groupsDeleted],
  ['refused', ({ refused }) => refused],
];

function numberCell(number: number, title: string): Cell {
  const text = number.toLocaleString('en');
  return title === 'refused' && number > 0 ? { text, style: 'yellow' } : text;
}

function momentOf(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
