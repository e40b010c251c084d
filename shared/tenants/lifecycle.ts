import { isDeepStrictEqual } from 'node:util';
import type { Table } from '../store/tables.ts';
import { beingRemoved, changeTenant, deadline, repeated, storeTenant, TenantError } from './change.ts';
import { isPrintable } from './label.ts';
import { newSecretToken, type TokenWish } from './secretTokens.ts';
import {
  authenticationWays,
  defaultSettings,
  isTenantName,
  type IdentityProvider,
  type PinPolicy,
  type Tenant,
  type TenantSettings,
} from './tenant.ts';
import { readTenant } from './tenantStore.ts';

/** What may be said of a tenant when it is made, and changed later. */
export interface TenantWish {
  readonly displayName?: string | undefined;
  readonly settings?: Partial<TenantSettings>;
}

export interface MadeTenant {
  readonly tenant: Tenant;
  /** The secret token where the tenant is new: it can't be had again. */
  readonly token: string | undefined;
}

/**
 * Makes a tenant that is provisioned into with one secret token.
 *
 * @throws TenantError 409 where there is one of this name, 400 where a wish is wrong.
 */
export async function addTenant(
  table: Table,
  name: string,
  wish: TenantWish,
  token: TokenWish,
): Promise<MadeTenant> {
  return make(table, name, wish, token, () => {
    throw new TenantError(409, `There is a tenant "${name}" already.`);
  });
}

/**
 * Lets a tenant be provisioned into: makes it if need be. A repeat changes no token.
 *
 * @throws TenantError
 */
export async function enableTenant(
  table: Table,
  name: string,
  wish: TenantWish,
  token: TokenWish,
): Promise<MadeTenant> {
  return make(table, name, wish, token, (existing) => withWish(withProvisioning(existing, true), wish));
}

/** Lets nobody in any more; nothing is deleted. */
export function disableTenant(table: Table, name: string): Promise<Tenant> {
  return changeTenant(table, name, (tenant) => withProvisioning(tenant, false));
}

/**
 * @throws TenantError 404, 400, 409
 */
export function setTenant(
  table: Table,
  name: string,
  wish: TenantWish & { readonly enabled?: boolean | undefined },
): Promise<Tenant> {
  return changeTenant(table, name, (tenant) =>
    withWish(wish.enabled === undefined ? tenant : withProvisioning(tenant, wish.enabled), wish),
  );
}

/**
 * Nobody has looked whose the cards are while they might be shared, and instances that have not heard of the change go on
 * like that for a while.
 *
 * @throws TenantError 409
 */
function checkCards({ settings }: IdentityProvider, wished: Partial<TenantSettings>): void {
  if (settings.cardNumberUnique || wished.cardNumberUnique !== true) return;
  throw new TenantError(
    409,
    'Cards that may be shared can not be made unique again: some may be shared already. Make a new tenant for that.',
  );
}

/** @param onExisting what becomes of the tenant where there is one of this name. */
async function make(
  table: Table,
  name: string,
  wish: TenantWish,
  token: TokenWish,
  onExisting: (tenant: Tenant) => Tenant,
): Promise<MadeTenant> {
  if (!isTenantName(name)) {
    throw new TenantError(
      400,
      `"${name}" can't be a tenant's name: 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.`,
    );
  }
  const made = newSecretToken(token, new Date());
  return repeated(async () => {
    const read = await readTenant(table, name, deadline());
    if (read === undefined) {
      const tenant = withWish({ ...newTenant(name, made.record.created), secretTokens: [made.record] }, wish);
      return (await storeTenant(table, tenant, undefined)) ? { tenant, token: made.token } : undefined;
    }
    const { tenant, etag } = read;
    // Made by this very call, whose answer was lost.
    if (tenant.secretTokens.some(({ id }) => id === made.record.id)) return { tenant, token: made.token };
    if (tenant.removing !== undefined) throw beingRemoved(tenant);
    const changed = onExisting(tenant);
    if (changed === tenant || (await storeTenant(table, changed, etag)))
      return { tenant: changed, token: undefined };
    return undefined;
  });
}

function newTenant(name: string, created: string): Tenant {
  return {
    name,
    created,
    identityProvider: {
      displayName: name,
      providerType: 'WS-Federation',
      wsFederationType: 'Entra ID',
      provisioning: { enabled: true, since: created },
      settings: defaultSettings,
    },
    secretTokens: [],
    clients: [],
    federatedCredentials: [],
    removing: undefined,
  };
}

export function withProvisioning(tenant: Tenant, enabled: boolean): Tenant {
  const { identityProvider } = tenant;
  if (identityProvider.provisioning.enabled === enabled) return tenant;
  const provisioning = { enabled, since: new Date().toISOString() };
  return { ...tenant, identityProvider: { ...identityProvider, provisioning } };
}

/** The very same tenant where the wish changes nothing. */
function withWish(tenant: Tenant, { displayName, settings = {} }: TenantWish): Tenant {
  const { identityProvider } = tenant;
  const together = { ...identityProvider.settings, ...settings };
  const wished = {
    ...identityProvider,
    displayName: displayName ?? identityProvider.displayName,
    settings: {
      ...together,
      authentication: authenticationWays.filter((way) => together.authentication.includes(way)),
    },
  };
  checkCards(identityProvider, settings);
  checkWished(wished.displayName, wished.settings);
  return isDeepStrictEqual(wished, identityProvider) ? tenant : { ...tenant, identityProvider: wished };
}

function isPinLength({ minLength, maxLength }: PinPolicy): boolean {
  const whole = Number.isInteger(minLength) && Number.isInteger(maxLength);
  return whole && minLength >= 1 && maxLength >= minLength && maxLength <= 9_999;
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

function checkWished(displayName: string, settings: TenantSettings): void {
  const { authentication, entraTenantId, pin, logRetentionDays } = settings;
  const refusals: [boolean, string][] = [
    [!isPrintable(displayName, 128), 'A display name has 1 to 128 printable characters.'],
    [
      authentication.length === 0,
      'At least one way of authentication must stay: to let nobody in, disable the tenant.',
    ],
    [
      entraTenantId !== undefined && !guid.test(entraTenantId),
      "Entra's tenant id is a GUID in lower-case letters, from the overview page of Microsoft Entra ID.",
    ],
    [
      authentication.includes('entraToken') && entraTenantId === undefined,
      "Entra's own tokens can be let in only from one Entra tenant: say its id as well. Every Entra tenant in the world is issued tokens for the same audience.",
    ],
    [
      pin !== undefined && !isPinLength(pin),
      'The length of a pin is at least 1, and the least is not above the most.',
    ],
    [
      logRetentionDays !== undefined &&
        !(Number.isInteger(logRetentionDays) && logRetentionDays >= 1 && logRetentionDays <= 3_650),
      'The provisioning log is kept for 1 to 3650 days.',
    ],
  ];
  const refusal = refusals.find(([wrong]) => wrong);
  if (refusal !== undefined) throw new TenantError(400, refusal[1]);
}
