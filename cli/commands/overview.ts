import type { Overview, TenantAttention } from '../../generated/manage.js';
import { readOverview } from '../../shared/api/manage/overview.ts';
import { deadline } from '../../shared/tenants/change.ts';
import { readManagementTokens } from '../../shared/tenants/deployment.ts';
import { counted } from '../counted.ts';
import type { Cell } from '../listing.ts';
import type { Output } from '../output.ts';
import { programName } from '../programName.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { json, outputOf, type Json, type Registration } from './command.ts';

export const registerOverview: Registration = (program) => {
  program
    .command('overview')
    .description('show what needs attention first, over all tenants, and the requests of 24 hours')
    .option(...json)
    .action((options: Json) => overview(outputOf(options)));
};

/** `uniflow-scim overview` */
async function overview(output: Output): Promise<void> {
  const table = await openTenants(await commandSettings());
  const { tokens } = await readManagementTokens(table, deadline());
  const found = await readOverview(table, tokens, deadline(), () => undefined);
  output.json(found);
  const { attention, hours } = found;
  const requests = sumOf(hours.map((hour) => hour.requests));
  output.fields(counted(found.tenants.total, 'tenant'), {
    Provisioning: statesOf(found.tenants),
    Users: found.users.toLocaleString('en'),
    Groups: found.groups.toLocaleString('en'),
    'Requests in 24 hours': requests.toLocaleString('en'),
    'Refused in 24 hours': sumOf(hours.map(({ refused }) => refused)).toLocaleString('en'),
  });
  if (requests === 0)
    output.note('No request was counted. The service counts while /manage is on, once a minute.');
  if (attention.length === 0) output.note('Nothing needs attention.');
  else
    output.table(
      'What needs attention, the most urgent first',
      ['tenant', 'what', 'since or until', 'what it means'].map((title) => ({ title })),
      attention.map((item) => [
        item.tenant ?? '(deployment)',
        nameOf(item),
        item.since?.slice(0, 16).replace('T', ' ') ?? '',
        item.detail,
      ]),
    );
  output.note(`One tenant, minute by minute:  ${programName()} tenant activity <tenant>`);
}

function statesOf({ on, off, removing, restoring, damaged }: Overview['tenants']): string {
  const rest = { 'being removed': removing, 'being restored': restoring, 'can not be read': damaged };
  return [
    `on ${on}, off ${off}`,
    ...Object.entries(rest).flatMap(([name, number]) => (number === 0 ? [] : [`${name} ${number}`])),
  ].join(', ');
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

const names: Readonly<Record<TenantAttention['kind'], Cell>> = {
  damaged: { text: 'can not be read', style: 'red' },
  credentialExpired: { text: 'no valid credential', style: 'red' },
  noCredential: { text: 'no credential', style: 'red' },
  quiet: { text: 'quiet', style: 'yellow' },
  refused: { text: 'refused changes', style: 'yellow' },
  credentialExpiring: { text: 'credential expires', style: 'yellow' },
  restoring: 'being restored',
  removing: 'being removed',
};

function nameOf({ kind }: TenantAttention): Cell {
  return names[kind];
}
