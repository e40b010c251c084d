import type { Table } from '../store/tables.ts';
import type { ManagementTokens } from '../tenants/managementTokens.ts';
import type { TenantDirectory } from '../tenants/tenantDirectory.ts';
import type { Throttle } from '../throttle/throttle.ts';
import type { AccessTokens } from './accessToken.ts';
import type { EntraVersion } from './entraIssuer.ts';
import type { EntraKeys } from './entraKeys.ts';

/** Services that authentication needs. */
export interface AuthServices {
  readonly tenants: TenantDirectory;
  readonly managementTokens: ManagementTokens;
  readonly throttle: Throttle;
  /** Undefined if this deployment issues no access tokens. */
  readonly accessTokens: AccessTokens | undefined;
  readonly entraKeys: Readonly<Record<EntraVersion, EntraKeys>>;
  table(name: 'scimTenants'): Promise<Table>;
}
