import { isDeepStrictEqual } from 'node:util';
import type { Table } from '../store/tables.ts';
import { beingRemoved, changeTenant, deadline, repeated, storeTenant } from './change.ts';
import { type Credential, validityOf, type SecretToken, type Scope } from './credential.ts';
import { credentialsOf } from './expiring.ts';
import { usesFor } from './lastUsed.ts';
import { isEarlierAttempt, type Uses } from './replacing.ts';
import { newSecretToken, type TokenInput } from './secretTokens.ts';
import { emptyTenant, isTenantName, type Tenant } from './tenant.ts';
import { withInput, type TenantInput } from './tenantInput.ts';
import { readTenant } from './tenantStore.ts';
import { tenantExists, tenantNameInvalid } from './errors.ts';

/** Throws an error if a tenant is not as the caller has seen it. */
export type Precondition = (tenant: Tenant) => void;

export interface MadeTenant {
  readonly tenant: Tenant;
  /** A secret token that was made for it: it is shown only once. */
  readonly token: string | undefined;
}

/**
 * Makes a tenant: with a secret token, and provisioning on; or, without one, with provisioning off and without a
 * credential.
 *
 * @throws ScimError 409 if there is one of this name, 400 if the input is wrong.
 */
export async function addTenant(
  table: Table,
  name: string,
  input: TenantInput,
  token: TokenInput | undefined,
): Promise<MadeTenant> {
  return make(table, name, input, token, () => {
    const unseen =
      token === undefined ? '' : ' If nobody has seen its secret token, replace it by a new one.';
    throw tenantExists(name, unseen);
  });
}

/** Makes a tenant if there is none, and turns provisioning on. A repetition changes no token. @throws ScimError */
export async function ensureTenant(
  table: Table,
  name: string,
  input: TenantInput,
  token: TokenInput,
): Promise<MadeTenant> {
  return make(table, name, input, token, (existing) => withInput(withProvisioning(existing, true), input));
}

/**
 * Turns provisioning on. A tenant without a working credential gets a secret token.
 *
 * @throws ScimError 404, 409
 */
export async function enableProvisioning(
  table: Table,
  name: string,
  input: TokenInput,
  requireUnchanged: Precondition = () => undefined,
): Promise<MadeTenant> {
  const made = newSecretToken(input, new Date());
  const { id } = made.record;
  const uses = await usesFor(table, name, { ...input, replacing: 'none' }, deadline());
  const tenant = await changeTenant(table, name, (before) => {
    if (before.secretTokens.some((token) => token.id === id)) return before;
    const enabled = withProvisioning(before, true);
    // What somebody uses was seen: a repetition has nothing left to do.
    const isRepeated = (token: SecretToken): boolean =>
      token.scope === made.record.scope && !uses.has(token.id) && isEarlierAttempt(token, made.record, uses);
    const kept = before.secretTokens.filter((token) => !isRepeated(token));
    // What an earlier attempt of this call has changed is no change by somebody else.
    if (kept.length === before.secretTokens.length) requireUnchanged(before);
    return needsToken({ ...before, secretTokens: kept })
      ? { ...enabled, secretTokens: [made.record, ...kept] }
      : enabled;
  });
  const isNew = tenant.secretTokens.some((token) => token.id === id);
  return { tenant, token: isNew ? made.token : undefined };
}

/** Whether the tenant has no working credential, and a secret token would be one. */
function needsToken(tenant: Tenant): boolean {
  const { authentication } = tenant.identityProvider.settings;
  if (!authentication.includes('secretToken') || authentication.includes('entraToken')) return false;
  const now = Date.now();
  return provisioningCredentials(tenant).every((credential) => validityOf(credential, now) === 'expired');
}

/** The credentials with which a client may provision, whether they still work or not. */
export function provisioningCredentials(tenant: Tenant): readonly Credential[] {
  const { secretTokens, clients, federatedCredentials } = tenant;
  const isFor = ({ scopes }: { readonly scopes: readonly Scope[] }) => scopes.includes('provisioning');
  return [
    ...secretTokens.filter(({ scope }) => scope === 'provisioning'),
    ...clients.filter(isFor).flatMap(({ secrets }) => secrets),
    ...federatedCredentials.filter(isFor),
  ];
}

/** Turns provisioning off; nothing is deleted. */
export function disableTenant(table: Table, name: string): Promise<Tenant> {
  return changeTenant(table, name, (tenant) => withProvisioning(tenant, false));
}

/**
 * @throws ScimError 404, 400, 409
 */
export function setTenant(
  table: Table,
  name: string,
  input: TenantInput & { readonly enabled?: boolean | undefined },
  requireUnchanged: Precondition = () => undefined,
): Promise<Tenant> {
  return changeTenant(table, name, (tenant) => {
    const changed = withInput(
      input.enabled === undefined ? tenant : withProvisioning(tenant, input.enabled),
      input,
    );
    // If there is nothing left to change, an earlier attempt may have done it (RFC 9110 §13.1.1).
    if (changed !== tenant) requireUnchanged(tenant);
    return changed;
  });
}

/** @param onExisting what becomes of the tenant where there is one of this name. */
async function make(
  table: Table,
  name: string,
  input: TenantInput,
  token: TokenInput | undefined,
  onExisting: (tenant: Tenant) => Tenant,
): Promise<MadeTenant> {
  if (!isTenantName(name)) {
    throw tenantNameInvalid(name);
  }
  const made = token === undefined ? undefined : newSecretToken(token, new Date());
  const first = withInput(newTenant(name, made?.record), input);
  const uses = await usesFor(table, name, { ...token, replacing: 'none' }, deadline());
  return repeated(async () => {
    const read = await readTenant(table, name, deadline());
    if (read === undefined)
      return (await storeTenant(table, first, undefined)) ? { tenant: first, token: made?.token } : undefined;
    const { tenant, etag } = read;
    // Made by this very call, whose answer was lost.
    if (isSame(tenant, first)) return { tenant, token: made?.token };
    if (tenant.removing !== undefined) throw beingRemoved(tenant);
    if (made !== undefined && isUntouched(tenant, first) && isUnseen(tenant, made.record, uses))
      return (await storeTenant(table, first, etag)) ? { tenant: first, token: made.token } : undefined;
    const changed = onExisting(tenant);
    if (changed === tenant || (await storeTenant(table, changed, etag)))
      return { tenant: changed, token: undefined };
    return undefined;
  });
}

function isSame(tenant: Tenant, { created, secretTokens: [token] }: Tenant): boolean {
  return token === undefined
    ? tenant.created === created
    : tenant.secretTokens.some(({ id }) => id === token.id);
}

/** Whether the identity provider is as this call makes it: nobody has turned it off or set anything since. */
function isUntouched({ created, identityProvider }: Tenant, wanted: Tenant): boolean {
  const provisioning = { ...wanted.identityProvider.provisioning, since: created };
  return isDeepStrictEqual(identityProvider, { ...wanted.identityProvider, provisioning });
}

/** Whether all that there is of the tenant was made by an earlier attempt of this call, whose answer was lost. */
function isUnseen(tenant: Tenant, made: SecretToken, uses: Uses): boolean {
  const [only, ...others] = credentialsOf(tenant);
  const [token] = tenant.secretTokens;
  return (
    token !== undefined &&
    token.id === only?.id &&
    others.length === 0 &&
    tenant.clients.length === 0 &&
    isEarlierAttempt(token, made, uses)
  );
}

function newTenant(name: string, token: SecretToken | undefined): Tenant {
  if (token === undefined) return emptyTenant(name, new Date().toISOString());
  const { identityProvider, ...empty } = emptyTenant(name, token.created);
  const provisioning = { enabled: true, since: token.created };
  return { ...empty, identityProvider: { ...identityProvider, provisioning }, secretTokens: [token] };
}

export function withProvisioning(tenant: Tenant, enabled: boolean): Tenant {
  const { identityProvider } = tenant;
  if (identityProvider.provisioning.enabled === enabled) return tenant;
  const provisioning = { enabled, since: new Date().toISOString() };
  return { ...tenant, identityProvider: { ...identityProvider, provisioning } };
}
