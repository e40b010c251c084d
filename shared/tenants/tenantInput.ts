import { isDeepStrictEqual } from 'node:util';
import { isGuid } from '../scim/json.ts';
import { isPrintable } from './credential.ts';
import {
  authenticationMissing,
  cardsAlreadyShared,
  groupNamesAlreadyShared,
  displayNameInvalid,
  entraTenantIdInvalid,
  entraTenantIdMissing,
  logRetentionInvalid,
  pinLengthInvalid,
} from './errors.ts';
import { checkMetadataDirectory, checkSingleSignOn, withCanonicalUrls } from './singleSignOn.ts';
import {
  authenticationMethods,
  type IdentityProvider,
  type PinPolicy,
  type SingleSignOn,
  type Tenant,
  type TenantSettings,
} from './tenant.ts';

/** What may be said of a tenant when it is made, and changed later. */
export interface TenantInput {
  readonly displayName?: string | undefined;
  readonly settings?: Partial<TenantSettings>;
  /** `checkMetadataHost` checks the host of its `metadataUrl`. */
  readonly singleSignOn?: Partial<SingleSignOn>;
}

/** The tenant with what the input says; the very same one if that changes nothing. @throws ScimError 400, 409 */
export function withInput(tenant: Tenant, input: TenantInput): Tenant {
  const { displayName, settings = {}, singleSignOn = {} } = input;
  const { identityProvider } = tenant;
  const together = { ...identityProvider.settings, ...settings };
  const wanted = {
    ...identityProvider,
    displayName: displayName ?? identityProvider.displayName,
    singleSignOn: withCanonicalUrls({ ...identityProvider.singleSignOn, ...singleSignOn }),
    settings: {
      ...together,
      authentication: authenticationMethods.filter((way) => together.authentication.includes(way)),
    },
  };
  checkShared(identityProvider, settings);
  checkInput(wanted.displayName, wanted.settings);
  checkSingleSignOn(wanted.singleSignOn, wanted.settings);
  checkMetadataDirectory(identityProvider, wanted);
  return isDeepStrictEqual(wanted, identityProvider) ? tenant : { ...tenant, identityProvider: wanted };
}

function isPinLength({ minLength, maxLength }: PinPolicy): boolean {
  const whole = Number.isInteger(minLength) && Number.isInteger(maxLength);
  return whole && minLength >= 1 && maxLength >= minLength && maxLength <= 9_999;
}

function checkInput(displayName: string, settings: TenantSettings): void {
  const { authentication, entraTenantId, pin, logRetentionDays } = settings;
  if (!isPrintable(displayName, 128)) throw displayNameInvalid();
  if (authentication.length === 0) throw authenticationMissing();
  if (entraTenantId !== undefined && !isGuid(entraTenantId)) throw entraTenantIdInvalid();
  if (authentication.includes('entraToken') && entraTenantId === undefined) throw entraTenantIdMissing();
  if (pin !== undefined && !isPinLength(pin)) throw pinLengthInvalid();
  if (logRetentionDays !== undefined && !isLogRetention(logRetentionDays))
    throw logRetentionInvalid(minLogDays, maxLogDays);
}

const minLogDays = 1;
const maxLogDays = 3_650;

function isLogRetention(days: number): boolean {
  return Number.isInteger(days) && days >= minLogDays && days <= maxLogDays;
}

/**
 * Refuses to make cards or names unique again: nobody has checked them while they might be shared, and instances that do not
 * know of the change yet let them be shared for a while.
 *
 * @throws ScimError 409
 */
function checkShared({ settings }: IdentityProvider, wanted: Partial<TenantSettings>): void {
  const again = (name: 'cardNumberUnique' | 'groupNameUnique') => !settings[name] && wanted[name] === true;
  if (again('cardNumberUnique')) throw cardsAlreadyShared();
  if (again('groupNameUnique')) throw groupNamesAlreadyShared();
}
