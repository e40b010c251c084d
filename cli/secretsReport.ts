import { whyUnopened } from '../shared/secrets/seal.ts';
import type { KeyUse, SecretsProgress } from '../shared/jobs/walkUsers.ts';
import type { SealingKeys } from '../shared/config/keyRing.ts';
import { onOneLine } from '../shared/scim/onOneLine.ts';
import type { Output } from './output.ts';
import { counted } from './counted.ts';
import { programName } from './programName.ts';

/** The state of one tenant's secrets. */
export interface TenantSecrets extends SecretsProgress {
  readonly tenant: string;
}

/** The state of the secrets of all tenants that were read. */
export interface Found {
  readonly tenants: readonly TenantSecrets[];
  /** Names of tenants whose own rows can't be read. */
  readonly damagedTenants: readonly string[];
}

interface Looked {
  /** Whether the command resealed with the current key what it could open. */
  readonly resealed: boolean;
  /** Whether all tenants were read: otherwise nothing can be said about unused keys. */
  readonly allTenants: boolean;
}

/** Printed ids of damaged users for each tenant. */
const maxNamed = 10;

/** Whether nothing is damaged, and every secret can be opened and has the right context. */
export function isSound(found: Found): boolean {
  return (
    isWhole(found) &&
    found.tenants.every(
      ({ tooLarge, keys }) => tooLarge === 0 && [...keys.values()].every(({ unopened }) => unopened === 0),
    )
  );
}

/** Whether every user could be read. */
function isWhole({ tenants, damagedTenants }: Found): boolean {
  return damagedTenants.length === 0 && tenants.every(({ damaged }) => damaged.length === 0);
}

export function reportJson(ring: SealingKeys, { tenants: found, damagedTenants }: Found): object {
  return {
    currentKey: ring.current,
    users: sum(found, ({ users }) => users),
    resealed: sum(found, ({ resealed }) => resealed),
    keys: [...usesOf(ring, found)].map(([keyId, use]) => ({
      keyId,
      inSettings: ring.keys.has(keyId),
      ...use,
    })),
    damagedTenants,
    tenants: found.map(({ tenant, users, resealed, tooLarge, damaged, keys }) => ({
      ...{ tenant, users, resealed, tooLarge, damagedUsers: damaged },
      keys: [...keys].map(([keyId, use]) => ({ keyId, ...use })),
    })),
  };
}

/** Reports how many secrets each key sealed, which secrets can't be opened, and which keys are no longer needed. */
export function keyReport(ring: SealingKeys, all: Found, looked: Looked, output: Output): void {
  const found = all.tenants;
  const uses = usesOf(ring, found);
  const users = sum(found, (each) => each.users);
  const heading = looked.resealed
    ? `${counted(
        sum(found, ({ resealed }) => resealed),
        'secret',
      )} sealed anew with the key "${ring.current}".`
    : 'Nothing was changed.';
  output.table(
    `${counted(users, 'user')} of ${counted(found.length, 'tenant')} looked at. ${heading}`,
    [
      { title: 'Key' },
      { title: 'Secrets', align: 'right' },
      { title: 'Unopened', align: 'right' },
      { title: '' },
    ],
    [...uses].map(([keyId, { secrets, unopened }]) => [
      ...[keyId, String(secrets), String(unopened)],
      placeOf(ring, keyId),
    ]),
  );
  for (const each of found) reportTenant(ring, each, output);
  for (const [keyId, { secrets }] of uses) {
    if (!ring.keys.has(keyId) || keyId === ring.current) continue;
    output.note(
      secrets > 0 ? stillNeeded(ring, keyId, looked) : noLongerFound(ring, keyId, isWhole(all), looked),
    );
  }
}

function placeOf(ring: SealingKeys, keyId: string): string {
  if (keyId === ring.current) return 'the current one';
  return ring.keys.has(keyId) ? '' : 'not in SCIM_SEALING_KEYS';
}

function reportTenant(
  ring: SealingKeys,
  { tenant, keys, tooLarge, damaged }: TenantSecrets,
  output: Output,
): void {
  for (const [keyId, { unopened }] of keys) {
    if (unopened === 0) continue;
    const why = whyUnopened(ring, keyId === '' ? undefined : keyId);
    output.warn(
      `${counted(unopened, 'secret')} of tenant ${tenant} ${was(unopened)} ${why}. ${them(unopened)} can't be opened: put the key back, or let the client send ${unopened === 1 ? 'it' : 'them'} again.`,
    );
  }
  if (damaged.length > 0) {
    const more = damaged.length > maxNamed ? ` and ${damaged.length - maxNamed} more` : '';
    output.warn(
      `what is stored of ${counted(damaged.length, 'user')} of tenant ${tenant} is damaged, and was left as it is: ${damaged.slice(0, maxNamed).map(onOneLine).join(', ')}${more}.`,
    );
  }
  if (tooLarge > 0) {
    output.warn(
      `${counted(tooLarge, 'user')} of tenant ${tenant} would become too large: choose a key id that is no longer than the old one.`,
    );
  }
}

function stillNeeded(ring: SealingKeys, keyId: string, { resealed }: Looked): string {
  return resealed
    ? `The key "${keyId}" is still needed. Run this command again when every instance has "${ring.current}" first in SCIM_SEALING_KEYS.`
    : `The key "${keyId}" is still needed. To seal with "${ring.current}" instead:  ${programName()} secrets reseal`;
}

/** The command can't see the keys of the instances: one without the new key still seals with the old one. */
function noLongerFound(ring: SealingKeys, keyId: string, whole: boolean, { allTenants }: Looked): string {
  if (!whole) {
    return `No secret that could be looked at needs the key "${keyId}". What is damaged may need it: keep it in SCIM_SEALING_KEYS.`;
  }
  if (!allTenants) return `No secret of this tenant needs the key "${keyId}" now. Others may: keep it.`;
  return (
    `No secret needs the key "${keyId}" now, but an instance that does not have "${ring.current}" first in SCIM_SEALING_KEYS yet still seals with it. ` +
    `Run  ${programName()} secrets reseal  again once every instance has. Take "${keyId}" out only when that says the same, ` +
    'and an hour has passed: cursors of lists are encrypted with these keys too, and work for an hour.'
  );
}

/** The keys of the settings in their order, then keys that only secrets name. */
function usesOf(ring: SealingKeys, found: readonly TenantSecrets[]): ReadonlyMap<string, KeyUse> {
  const none: KeyUse = { secrets: 0, unopened: 0 };
  const uses = new Map([...ring.keys.keys()].map((keyId) => [keyId, none]));
  for (const [keyId, { secrets, unopened }] of found.flatMap(({ keys }) => [...keys])) {
    const before = uses.get(keyId) ?? none;
    uses.set(keyId, { secrets: before.secrets + secrets, unopened: before.unopened + unopened });
  }
  return uses;
}

function sum(found: readonly TenantSecrets[], of: (each: TenantSecrets) => number): number {
  return found.reduce((total, each) => total + of(each), 0);
}

function was(number: number): string {
  return number === 1 ? 'was' : 'were';
}

function them(number: number): string {
  return number === 1 ? 'It' : 'They';
}
