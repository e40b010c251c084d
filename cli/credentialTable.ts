import type {
  Client,
  ClientSecret,
  FederatedCredential,
  ManagementToken,
  SecretToken,
} from '../generated/manage.js';
import type { Cell } from './listing.ts';
import type { Output } from './output.ts';

/** Characters of an id in listings. Commands accept them in place of the whole id. */
const shownIdLength = 8;

const dayMs = 24 * 3_600_000;

/** A time of RFC 3339 to the minute, in UTC: several credentials may be created on one day. */
function minuteOf(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

/** The day of a time of RFC 3339, in UTC; `otherwise` if there is no time. */
export function dayOf(time: string | null | undefined, otherwise: string): string {
  return time?.slice(0, 10) ?? otherwise;
}

export function showTokens(
  output: Output,
  heading: string,
  tokens: readonly SecretToken[],
  now: number,
): void {
  tokenTable(output, heading, 'scope', tokens, ({ scope }) => scope, now);
}

export function showManagementTokens(
  output: Output,
  heading: string,
  tokens: readonly ManagementToken[],
  now: number,
): void {
  tokenTable(output, heading, 'role', tokens, ({ role }) => role, now);
}

/** @param kindOf what a token may do; which token is the newest is told among those of a kind. */
function tokenTable<Token extends SecretToken | ManagementToken>(
  output: Output,
  heading: string,
  kind: 'scope' | 'role',
  tokens: readonly Token[],
  kindOf: (token: Token) => string,
  now: number,
): void {
  if (tokens.length === 0) {
    output.note(`${heading}: none.`);
    return;
  }
  output.table(
    heading,
    titles('id', 'label', 'last four', kind, 'created (UTC)', 'expires', 'last used', 'state'),
    tokens.map((token) => [
      shortId(token),
      token.label,
      ending(token),
      kindOf(token),
      ...times(token, tokens.filter((other) => kindOf(other) === kindOf(token)).length > 1, now),
    ]),
  );
}

/** Lists clients: the id whole, because it is pasted into Entra, and each secret, because secrets expire. */
export function showClients(output: Output, clients: readonly Client[], now: number): void {
  if (clients.length === 0) output.note('Clients: none.');
  for (const { id, label, scopes, secrets } of clients) {
    const heading = `Client ${id} "${label}", ${scopes.join(', ')}`;
    if (secrets.length === 0) {
      output.note(`${heading}: no secret.`);
      continue;
    }
    output.table(
      heading,
      titles('secret', 'label', 'last four', 'created (UTC)', 'expires', 'last used', 'state'),
      secrets.map((secret) => [
        shortId(secret),
        secret.label,
        ending(secret),
        ...times(secret, secrets.length > 1, now),
      ]),
    );
  }
}

export function showFederated(
  output: Output,
  credentials: readonly FederatedCredential[],
  now: number,
): void {
  for (const credential of credentials) {
    const { label, scopes, entraTenantId, subject, audience, created, expires, lastUsed } = credential;
    output.fields(`Federated credential ${shortId(credential)} "${label}", ${scopes.join(', ')}`, {
      'Directory (tenant) ID': entraTenantId,
      'Client id (subject)': subject,
      Audience: audience,
      Created: dayOf(created, ''),
      Expires: dayOf(expires, 'never'),
      'Last used': dayOf(lastUsed, 'never'),
      State: stateInWords(credential, now),
    });
  }
}

function titles(...names: readonly string[]): { readonly title: string }[] {
  return names.map((title) => ({ title }));
}

function shortId({ id }: Pick<ClientSecret, 'id'>): string {
  return id.slice(0, shownIdLength);
}

/** The last characters of a secret, by which its owner recognises it. */
function ending({ lastFour }: ClientSecret): string {
  return lastFour === null ? '' : `…${lastFour}`;
}

function times(credential: ClientSecret, hasSiblings: boolean, now: number): readonly Cell[] {
  const { created, newest, expires, lastUsed, state } = credential;
  const text = stateInWords(credential, now);
  const warning: Cell = { text, style: state === 'expired' ? 'red' : 'yellow' };
  return [
    `${minuteOf(created)}${newest && hasSiblings ? ' (newest)' : ''}`,
    dayOf(expires, 'never'),
    lastUsed === null ? 'never' : minuteOf(lastUsed),
    state === 'valid' ? text : warning,
  ];
}

function stateInWords({ state, expires }: Pick<ClientSecret, 'state' | 'expires'>, now: number): string {
  if (state === 'expired') return 'expired';
  if (state === 'valid' || expires === null) return 'valid';
  const left = Math.ceil((Date.parse(expires) - now) / dayMs);
  return left === 1 ? 'expires in a day' : `expires in ${left} days`;
}
