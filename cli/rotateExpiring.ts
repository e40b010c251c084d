import { madeTokenView } from '../shared/api/manage/views.ts';
import { defined } from '../shared/scim/json.ts';
import type { Table } from '../shared/store/tables.ts';
import { deadline, requireTenant } from '../shared/tenants/change.ts';
import { expiresWithin, type SecretToken, scopes, type Scope } from '../shared/tenants/credential.ts';
import { readLastUsed } from '../shared/tenants/lastUsed.ts';
import { addSecretToken } from '../shared/tenants/secretTokens.ts';
import type { Tenant } from '../shared/tenants/tenant.ts';
import { readTenants } from '../shared/tenants/tenantStore.ts';
import { audited } from './audited.ts';
import { counted } from './counted.ts';
import { dayOf } from './credentialTable.ts';
import { explainError } from './explainError.ts';
import { adviseIfLost } from './lostOutput.ts';
import { onOneLine } from '../shared/scim/onOneLine.ts';
import { commandSettings, openTenants } from './storage.ts';
import { serviceUrl, tenantUrl } from './tenantUrl.ts';
import { tokenFromOptions } from './tokenInput.ts';
import { programName } from './programName.ts';

export interface ExpiringInput {
  /** Undefined for all tenants. */
  readonly tenant: string | undefined;
  readonly days: number;
  /** Undefined for all scopes. */
  readonly scope?: Scope;
  readonly label?: string;
  readonly expires?: string;
}

/** A tenant whose newest token of a scope expires soon, or was replaced by a token that was never used. */
interface Candidate {
  readonly tenant: string;
  readonly scope: Scope;
  readonly ending: SecretToken;
  readonly successor: SecretToken | undefined;
}

/** Result for a candidate; `secretToken` is shown only once. */
type Outcome =
  | { readonly outcome: 'rotated'; readonly secretToken: string; readonly token: SecretToken }
  | { readonly outcome: 'waiting'; readonly token: SecretToken }
  | { readonly outcome: 'failed'; readonly reason: string };

/**
 * Rotates tokens that expire soon, one after the other, and prints each as soon as it exists: an interruption loses
 * one at most. A second run does not replace a new token that was not used yet, because somebody may have seen it; it
 * names it.
 *
 * @returns false if a token could not be rotated.
 */
export async function rotateExpiring(
  input: ExpiringInput,
  isJson: boolean,
  write: (text: string) => void,
): Promise<boolean> {
  const settings = await commandSettings();
  const url = (tenant: string) => tenantUrl(settings, tenant);
  // Finds any mistake in the settings before a token is created.
  serviceUrl(settings);
  const { label, expires } = input;
  const made = (scope: Scope, ending: SecretToken) =>
    tokenFromOptions(settings, {
      ...{ label: label ?? ending.label, scope },
      ...defined({ expires }),
    });
  const table = await openTenants(settings);
  const damaged: string[] = [];
  const candidates = await candidatesOf(table, input, (name) => damaged.push(name));
  const show = isJson ? jsonLines(url, write) : textLines(candidates, write);
  let whole = damaged.length === 0;
  for (const candidate of candidates) {
    const outcome = await rotated(table, candidate, () => made(candidate.scope, candidate.ending));
    if (outcome.outcome === 'failed') whole = false;
    show(candidate, outcome);
  }
  const rest = damaged.map((name) => `The row of the tenant "${name}" can't be read: it was left out.\n`);
  process.stderr.write(rest.join(''));
  if (!isJson) write(summary(candidates, input));
  return whole;
}

async function candidatesOf(
  table: Table,
  { tenant: name, days, scope }: ExpiringInput,
  onDamaged: (name: string) => void,
): Promise<readonly Candidate[]> {
  const tenants: Tenant[] = [];
  // Collects all first: the list has its own deadline, and reading the details of thousands would use it up.
  for await (const tenant of tenantsOf(table, name, onDamaged)) tenants.push(tenant);
  const found: Candidate[] = [];
  for (const tenant of tenants) {
    if (tenant.removing !== undefined) continue;
    const ending = scopes
      .filter((each) => scope === undefined || each === scope)
      .flatMap((each) => endingOf(tenant, each, days));
    if (ending.length === 0) continue;
    const uses = await readLastUsed(table, tenant.name, deadline());
    // A token with a successor in use needs no rotation.
    found.push(...ending.filter(({ successor }) => successor === undefined || !uses.has(successor.id)));
  }
  return found;
}

async function* tenantsOf(
  table: Table,
  name: string | undefined,
  onDamaged: (name: string) => void,
): AsyncGenerator<Tenant> {
  if (name === undefined) yield* readTenants(table, deadline(), onDamaged);
  else yield await requireTenant(table, name);
}

function endingOf({ name, secretTokens }: Tenant, scope: Scope, days: number): readonly Candidate[] {
  const now = Date.now();
  const [newest, ...older] = secretTokens.filter((token) => token.scope === scope);
  if (newest === undefined) return [];
  if (expiresWithin(newest, days, now))
    return [{ tenant: name, scope, ending: newest, successor: undefined }];
  const ending = older.find((token) => expiresWithin(token, days, now));
  return ending === undefined ? [] : [{ tenant: name, scope, ending, successor: newest }];
}

async function rotated(
  table: Table,
  { tenant, scope, successor }: Candidate,
  input: () => ReturnType<typeof tokenFromOptions>,
): Promise<Outcome> {
  if (successor !== undefined) return { outcome: 'waiting', token: successor };
  try {
    const wanted = input();
    const { token, record } = await audited(
      table,
      { action: 'token.add', tenant },
      () => addSecretToken(table, tenant, wanted, 'oldest'),
      (made) => made.record.id,
    );
    adviseIfLost(
      `The new token of "${tenant}" was not seen by anybody. For another one:  ${again(tenant, scope)}`,
    );
    return { outcome: 'rotated', secretToken: token, token: record };
  } catch (error) {
    return { outcome: 'failed', reason: explainError(error) };
  }
}

function again(tenant: string, scope: Scope): string {
  return `${programName()} token rotate ${tenant}${scope === 'provisioning' ? '' : ` --scope ${scope}`}`;
}

type Show = (candidate: Candidate, outcome: Outcome) => void;

/** Prints a JSON object for each token, one a line. */
function jsonLines(url: (tenant: string) => string, write: (text: string) => void): Show {
  return ({ tenant, scope, ending }, outcome) => {
    const line = {
      ...{ tenant, tenantUrl: url(tenant), scope, replaces: ending.id, outcome: outcome.outcome },
      ...(outcome.outcome === 'rotated' ? { secretToken: outcome.secretToken } : {}),
      ...(outcome.outcome === 'failed'
        ? { reason: outcome.reason }
        : { token: madeTokenView(outcome.token) }),
    };
    write(`${JSON.stringify(line)}\n`);
  };
}

/**
 * Prints a line of a table for each token. The widths come from all candidates, so that the first line need not wait
 * for the last.
 */
function textLines(candidates: readonly Candidate[], write: (text: string) => void): Show {
  const width = Math.max(6, ...candidates.map(({ tenant }) => tenant.length));
  const line = (...cells: readonly [string, string, string, string]) => {
    const [tenant, scope, ends, rest] = cells;
    write(`  ${tenant.padEnd(width)}  ${scope.padEnd(12)}  ${ends.padEnd(10)}  ${rest}\n`);
  };
  if (candidates.length > 0) {
    write('\n');
    line('TENANT', 'SCOPE', 'ENDS', 'NEW SECRET TOKEN, SHOWN THIS ONCE');
  }
  return ({ tenant, scope, ending }, outcome) => {
    line(tenant, scope, dayOf(ending.expires, 'never'), inWords(outcome));
  };
}

function inWords(outcome: Outcome): string {
  if (outcome.outcome === 'rotated') return outcome.secretToken;
  if (outcome.outcome === 'failed') return onOneLine(outcome.reason);
  const { lastFour, created } = outcome.token;
  const which = lastFour === undefined ? '' : ` …${lastFour}`;
  return `waits to be used:${which}, made ${created.slice(0, 16).replace('T', ' ')} UTC`;
}

function summary(candidates: readonly Candidate[], { tenant, days }: ExpiringInput): string {
  if (candidates.length === 0)
    return `\nThere is nothing to rotate: no secret token ends within ${counted(days, 'day')}, unless a newer one is in use.\n`;
  const waiting = candidates.find(({ successor }) => successor !== undefined);
  const unseen =
    waiting === undefined
      ? ''
      : `If nobody has the token that waits to be used, make another one:  ${again(tenant ?? waiting.tenant, waiting.scope)}\n`;
  return `\nAn ending token works until then. Paste each new token into Entra, under Admin credentials.\n${unseen}`;
}
