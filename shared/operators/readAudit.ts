import { logActionUnknown } from '../scim/errors/list.ts';
import { readText } from '../store/documentRow.ts';
import { logRange } from '../store/keys.ts';
import { readRange, type StoredRow } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import { isRole } from '../tenants/credential.ts';
import {
  actorKinds,
  auditActions,
  auditOutcomes,
  type AuditAction,
  type AuditEntry,
  type AuditOutcome,
} from './auditEntry.ts';
import { auditPartition, keyPrefix } from './auditLog.ts';

/** Which entries are wanted. */
export interface AuditQuery {
  /** Milliseconds since 1970: of this time and later. */
  readonly from: number | undefined;
  /** Milliseconds since 1970: before this time. */
  readonly to: number | undefined;
  /** A valid name: the query has it unescaped. */
  readonly tenant: string | undefined;
  /** Id of the actor. */
  readonly actor: string | undefined;
  /** Undefined for all. */
  readonly actions: readonly AuditAction[] | undefined;
  readonly outcome: AuditOutcome | undefined;
  /** Id of the entry after which to begin, of the form that `isAuditId` accepts. */
  readonly after: string | undefined;
  readonly count: number;
}

export interface AuditPage {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  /** Id after which the next page begins; undefined at the end. */
  readonly next: string | undefined;
}

/** Storage calls for one page. A page that finds little in them comes back short, with a next one. */
const maxCalls = 5;

/** Storage takes 15 comparisons in a filter, and the range takes three. */
const maxPushedActions = 8;

export function isAuditId(text: string): boolean {
  return /^\d{16}-[0-9a-f]{32}$/.test(text);
}

export function isAuditOutcome(text: string): text is AuditOutcome {
  return auditOutcomes.some((outcome) => outcome === text);
}

/** Names of actions, separated by commas. @throws ScimError 400 */
export function readAuditActions(text: string): readonly AuditAction[] {
  return text.split(',').map((name) => {
    const found = auditActions.find((action) => action === name.trim());
    if (found === undefined) throw logActionUnknown(auditActions.join(', '));
    return found;
  });
}

/** A page of the audit log. At most five storage calls. @throws ScimError 503 */
export async function readAudit(table: Table, query: AuditQuery, signal: AbortSignal): Promise<AuditPage> {
  const { from, to, after, count } = query;
  const entries: AuditEntry[] = [];
  let looked: string | undefined;
  let calls = 0;
  const options = {
    after: after === undefined ? undefined : `${keyPrefix}${after}`,
    // Who looks for one actor reads what others did, too.
    pageSize: query.actor === undefined ? count + 1 : 1_000,
    conditions: conditionsOf(query),
  };
  for await (const rows of readRange(auditPartition(table, signal), logRange(from, to), options)) {
    calls += 1;
    for (const row of rows) {
      const entry = readEntry(row);
      if (entry !== undefined && isWanted(entry, query)) {
        if (entries.length === count) return { entries, next: entries.at(-1)?.id };
        entries.push(entry);
      }
      looked = row.rowKey.slice(keyPrefix.length);
    }
    if (calls === maxCalls) return { entries, next: looked };
  }
  return { entries, next: undefined };
}

function conditionsOf({ tenant, actions = [], outcome }: AuditQuery): readonly string[] {
  const anyOf = actions.map((action) => `action eq '${action}'`).join(' or ');
  return [
    ...(tenant === undefined ? [] : [`tenant eq '${tenant}'`]),
    ...(outcome === undefined ? [] : [`outcome eq '${outcome}'`]),
    ...(actions.length === 0 || actions.length > maxPushedActions ? [] : [`(${anyOf})`]),
  ];
}

/** What storage does not decide. */
function isWanted({ actor, action }: AuditEntry, query: AuditQuery): boolean {
  return (query.actor ?? actor.id) === actor.id && query.actions?.includes(action) !== false;
}

/** Undefined for a row of a later release. */
function readEntry(row: StoredRow): AuditEntry | undefined {
  const { at, status, role } = row;
  const named = <Name extends string>(names: readonly Name[], name: string): Name | undefined =>
    names.find((each) => each === row[name]);
  const action = named(auditActions, 'action');
  const kind = named(actorKinds, 'actorKind');
  if (action === undefined || kind === undefined) return undefined;
  return {
    id: row.rowKey.slice(keyPrefix.length),
    at: Date.parse(String(at)),
    action,
    actor: { kind, id: readText(row, 'actorId') ?? '', label: readText(row, 'actorLabel') },
    role: typeof role === 'string' && isRole(role) ? role : undefined,
    tenant: readText(row, 'tenant'),
    target: readText(row, 'target'),
    reason: readText(row, 'reason'),
    requestId: readText(row, 'requestId'),
    outcome: named(auditOutcomes, 'outcome') ?? 'unknown',
    status: typeof status === 'number' ? status : undefined,
    code: readText(row, 'code'),
  };
}
