import { isGuid } from '../scim/guid.ts';
import { setting, SettingError, type Environment } from './setting.ts';

/** Whose operators sign in by Microsoft Entra ID. */
export interface OperatorSettings {
  /** The one Entra tenant (directory): a GUID. */
  readonly entraTenantId: string;
  /** Application id of the console, the audience of its access tokens: a GUID. */
  readonly clientId: string;
}

/** Undefined if no operator signs in by Entra. @throws SettingError if one of the two settings is missing or wrong. */
export function readOperators(environment: Environment): OperatorSettings | undefined {
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
