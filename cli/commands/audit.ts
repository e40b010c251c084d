import { InvalidArgumentError, Option } from 'commander';
import { auditEntryView } from '../../shared/api/manage/views.ts';
import {
  auditActions,
  auditOutcomes,
  type AuditAction,
  type AuditEntry,
  type AuditOutcome,
} from '../../shared/operators/auditEntry.ts';
import { readAudit, readAuditActions, type AuditQuery } from '../../shared/operators/readAudit.ts';
import { ScimError } from '../../shared/scim/error.ts';
import { parseDateTime } from '../../shared/scim/json.ts';
import type { Table } from '../../shared/store/tables.ts';
import { deadline } from '../../shared/tenants/change.ts';
import { tenantNameInvalid } from '../../shared/tenants/errors.ts';
import { isTenantName } from '../../shared/tenants/tenant.ts';
import { actorName } from '../actorName.ts';
import type { Cell } from '../listing.ts';
import { readMoment } from '../log/moment.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { json, outputOf, type Json, type Registration } from './command.ts';

interface AuditOptions {
  readonly from?: number;
  readonly to?: number;
  readonly tenant?: string;
  readonly actor?: string;
  readonly action?: readonly AuditAction[];
  readonly outcome?: AuditOutcome;
  readonly count: number;
}

export const registerAudit: Registration = (program) => {
  program
    .command('audit')
    .description(
      'show what operators did over /manage and by the command line: who, when, what, and how it ended',
    )
    .option(
      '--from <time>',
      'entries since this time: 2026-01-31T08:00:00Z, 2026-01-31, or 90m, 24h, 7d ago',
      moment,
    )
    .option('--to <time>', 'entries before this time', moment)
    .option('--tenant <tenant>', 'entries that concern this tenant')
    .option(
      '--actor <id>',
      'entries of this actor: the whole id of a token or person, or the name of an account',
    )
    .addOption(
      new Option(
        '--action <actions>',
        `entries with these actions: ${auditActions.join(', ')}; separate several with commas`,
      ).argParser(actions),
    )
    .addOption(new Option('--outcome <outcome>', 'entries that ended so').choices(auditOutcomes))
    .option('--count <number>', 'number of entries, the newest', number, 50)
    .option(...json)
    .action((options: AuditOptions & Json) => audit(options, outputOf(options)));
};

function moment(text: string): number {
  const found = parseDateTime(readMoment(text, new Date()));
  if (found !== undefined) return found;
  throw new InvalidArgumentError('Such as 2026-01-31T08:00:00Z, 2026-01-31, 24h or 7d.');
}

function actions(text: string): readonly AuditAction[] {
  try {
    return readAuditActions(text);
  } catch (error) {
    throw error instanceof ScimError ? new InvalidArgumentError(error.message) : error;
  }
}

function number(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return Number(text);
}

/** `uniflow-scim audit`: newest last, as in any log. */
async function audit(options: AuditOptions, output: Output): Promise<void> {
  const { tenant, count } = options;
  if (tenant !== undefined && !isTenantName(tenant)) throw tenantNameInvalid(tenant);
  const { from, to, actor, outcome, action } = options;
  const query = { from, to, tenant, actor, outcome, actions: action, after: undefined, count };
  const entries = (await newest(await openTenants(await commandSettings()), query)).toReversed();
  output.json({ entries: entries.map(auditEntryView) });
  if (entries.length === 0) {
    output.note('The audit log has no such entry.');
    return;
  }
  output.table(
    'What operators did',
    [...['time (UTC)', 'who', 'action', 'tenant', 'target', 'outcome', 'reason'].map((title) => ({ title }))],
    entries.map((entry) => [
      new Date(entry.at).toISOString().slice(0, 19).replace('T', ' '),
      actorName(entry.actor),
      entry.action,
      entry.tenant ?? '',
      entry.target ?? '',
      outcomeCell(entry),
      entry.reason ?? '',
    ]),
  );
  if (entries.length === count) output.note(`These are the newest ${count}. For more:  --count <number>`);
}

/** Up to `count` entries, over as many pages as it takes. */
async function newest(table: Table, query: AuditQuery): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  let after: string | undefined;
  do {
    const page = await readAudit(table, { ...query, after, count: query.count - entries.length }, deadline());
    entries.push(...page.entries);
    after = page.next;
  } while (after !== undefined && entries.length < query.count);
  return entries;
}

function outcomeCell({ outcome, code }: AuditEntry): Cell {
  const text = code === undefined ? outcome : `${outcome}: ${code}`;
  return outcome === 'done' ? text : { text, style: 'yellow' };
}
