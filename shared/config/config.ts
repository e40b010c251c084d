import type { ValuePolicies } from '../scim/schema/validate.ts';
import { readSealingKeys, readSigningKeys, type SealingKeys, type SigningKeys } from './keyRing.ts';
import {
  readPolicies,
  readNumber,
  readOrigin,
  readSwitch,
  setting,
  SettingError,
  type Environment,
  defaultEntraAuthority,
  numberSettings,
} from './setting.ts';
import { readStorage, storageKind, type StorageSettings } from './storage.ts';
import { readTelemetry, type TelemetrySettings } from './telemetry.ts';
import { unknownSettings } from './unknownSettings.ts';
import { isGuid } from '../scim/json.ts';

export interface Config {
  readonly storage: StorageSettings;
  readonly sealing: SealingKeys;
  /** Undefined if this deployment issues no access tokens. */
  readonly signing: SigningKeys | undefined;
  /** Origin under which clients reach the service, without a slash at its end; undefined to take the request's. */
  readonly publicUrl: string | undefined;
  /** Origin of Microsoft Entra ID, which differs between the clouds. */
  readonly entraAuthority: string;
  readonly policies: ValuePolicies;
  /** Default lifetime of a secret token in days; undefined if it does not expire. */
  readonly secretTokenDays: number | undefined;
  /** Lifetime of an access token in minutes. */
  readonly accessTokenMinutes: number;
  /** Default retention of the provisioning log in days. */
  readonly logRetentionDays: number;
  /** Retention of the deployment's audit log in days. */
  readonly auditRetentionDays: number;
  /** Whether `/manage` is served. */
  readonly managementApi: boolean;
  /** Whether `/console` is served. */
  readonly console: boolean;
  /** Whether `/sso` is served. */
  readonly singleSignOn: boolean;
  /** Undefined if no operator signs in by Microsoft Entra ID. */
  readonly operators: OperatorSettings | undefined;
  readonly limits: RateLimits;
  /** Undefined if no telemetry is wanted. */
  readonly telemetry: TelemetrySettings | undefined;
  /** A sentence for each variable that looks like a misspelled setting. */
  readonly unknownSettings: readonly string[];
}

/** Limits of one instance of the function app; 0 means no limit. */
export interface RateLimits {
  readonly tenantRequestsPerSecond: number;
  readonly credentialRequestsPerSecond: number;
  /** From one address to one tenant's URL. */
  readonly failedAuthenticationsPerMinute: number;
}

/**
 * Reads all settings.
 *
 * @throws SettingError
 */
export function readConfig(environment: Environment): Config {
  return Object.freeze({
    storage: readStorage(environment),
    sealing: readSealingKeys(environment),
    signing: readSigningKeys(environment),
    publicUrl: readPublicUrl(environment),
    entraAuthority: readEntraAuthority(environment),
    policies: readPolicies(environment),
    secretTokenDays: readSecretTokenDays(environment),
    accessTokenMinutes: readNumber(environment, 'SCIM_ACCESS_TOKEN_MINUTES'),
    logRetentionDays: readNumber(environment, 'SCIM_LOG_RETENTION_DAYS'),
    auditRetentionDays: readNumber(environment, 'SCIM_AUDIT_RETENTION_DAYS'),
    managementApi: readSwitch(environment, 'SCIM_MANAGEMENT_API'),
    console: readConsole(environment),
    singleSignOn: readSingleSignOn(environment),
    operators: readOperators(environment),
    limits: readLimits(environment),
    telemetry: readTelemetry(environment),
    unknownSettings: unknownSettings(environment),
  });
}

/**
 * Whether `/manage` is served. It also is if the setting is invalid, so that its answer can say what the setting must
 * be.
 */
export function servesManagement(environment: Environment): boolean {
  return isOnOrInvalid(() => readSwitch(environment, 'SCIM_MANAGEMENT_API'));
}

/** Whether `/console` is served; the same holds for it. */
export function servesConsole(environment: Environment): boolean {
  return isOnOrInvalid(() => readConsole(environment));
}

/** Whether `/sso` is served; the same holds for it. */
export function servesSingleSignOn(environment: Environment): boolean {
  return isOnOrInvalid(() => readSwitch(environment, 'SCIM_SINGLE_SIGN_ON'));
}

function isOnOrInvalid(read: () => boolean): boolean {
  try {
    return read();
  } catch (error) {
    if (error instanceof SettingError) return true;
    throw error;
  }
}

/** @throws SettingError if the console is on without the API that it talks to. */
function readConsole(environment: Environment): boolean {
  const on = readSwitch(environment, 'SCIM_CONSOLE');
  if (on && !readSwitch(environment, 'SCIM_MANAGEMENT_API'))
    throw new SettingError(
      'SCIM_CONSOLE is "on", and the console needs SCIM_MANAGEMENT_API to be "on", too.',
    );
  return on;
}

/**
 * An assertion counts for the realm of the tenant, which by default begins with the service's address. Where that is the
 * request's, a caller chooses it, and could bring an assertion that was issued to another application.
 *
 * @throws SettingError if it is on in Azure without SCIM_PUBLIC_URL.
 */
function readSingleSignOn(environment: Environment): boolean {
  const on = readSwitch(environment, 'SCIM_SINGLE_SIGN_ON');
  if (on && readPublicUrl(environment) === undefined && storageKind(readStorage(environment)) === 'azure')
    throw new SettingError(
      'SCIM_SINGLE_SIGN_ON is "on", and single sign-on needs SCIM_PUBLIC_URL, the address to which people return.',
    );
  return on;
}

/** The origin of tenant URLs; undefined to take the request's. The command line uses it too. */
export function readPublicUrl(environment: Environment): string | undefined {
  return readOrigin(environment, 'SCIM_PUBLIC_URL');
}

/**
 * Lifetime of secret tokens; two years by default: RFC 7644 §7.4 wants tokens to expire, but Entra does not renew
 * them itself.
 */
export function readSecretTokenDays(environment: Environment): number | undefined {
  const name = 'SCIM_SECRET_TOKEN_DAYS';
  if (setting(environment, name)?.toLowerCase() === 'never') return undefined;
  try {
    return readNumber(environment, name);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    const { min, max } = numberSettings[name];
    throw new SettingError(`${name} must be a number of days from ${min} to ${max}, or "never".`);
  }
}

/**
 * Origin of Microsoft Entra ID, where the keys of its tokens come from. HTTPS, because an attacker between the service and
 * these keys could give anybody access.
 *
 * @throws SettingError
 */
export function readEntraAuthority(environment: Environment): string {
  const name = 'SCIM_ENTRA_AUTHORITY';
  const origin = readOrigin(environment, name) ?? defaultEntraAuthority;
  if (/^https:|^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(origin)) return origin;
  throw new SettingError(`${name} must begin with https://.`);
}

function readLimits(environment: Environment): RateLimits {
  return {
    tenantRequestsPerSecond: readNumber(environment, 'SCIM_TENANT_REQUESTS_PER_SECOND'),
    credentialRequestsPerSecond: readNumber(environment, 'SCIM_CREDENTIAL_REQUESTS_PER_SECOND'),
    failedAuthenticationsPerMinute: readNumber(environment, 'SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE'),
  };
}

/** Whose operators sign in by Microsoft Entra ID. */
export interface OperatorSettings {
  /** The one Entra tenant (directory): a GUID. */
  readonly entraTenantId: string;
  /** Application id of the console, the audience of its access tokens: a GUID. */
  readonly clientId: string;
}

/** Undefined if no operator signs in by Entra. @throws SettingError if one of the two settings is missing or wrong. */
function readOperators(environment: Environment): OperatorSettings | undefined {
  const names = ['SCIM_CONSOLE_ENTRA_TENANT', 'SCIM_CONSOLE_CLIENT_ID'] as const;
  const [entraTenantId, clientId] = names.map((name) => setting(environment, name)?.toLowerCase());
  if (entraTenantId === undefined && clientId === undefined) return undefined;
  if (entraTenantId === undefined || clientId === undefined)
    throw new SettingError(
      'SCIM_CONSOLE_ENTRA_TENANT and SCIM_CONSOLE_CLIENT_ID belong together: set both, or neither.',
    );
  const wrong = names.find((_, place) => !isGuid([entraTenantId, clientId][place] ?? ''));
  if (wrong !== undefined) throw new SettingError(`${wrong} must be a GUID, as Entra shows it.`);
  return { entraTenantId, clientId };
}
