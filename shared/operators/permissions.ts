import { includesRole, type Role } from '../tenants/credential.ts';
import type { AuditAction } from './auditEntry.ts';

/** Who may call a function of `/manage`. */
export interface Permission {
  /** The least role of an operator. */
  readonly role: Role;
  /** Whether a credential of the tenant in the path with the scope `management` may do it, too. */
  readonly own?: true;
  /** What the audit log calls it: set if it changes something or hands a secret out. */
  readonly audit?: AuditAction;
}

/**
 * The functions of `/manage` and who may call them: the one place that decides it. A reader sees no people, so users, groups
 * and provisioning logs, which name people, take the role `support`.
 */
const permissions = {
  manageGetMe: { role: 'reader', own: true },

  manageGetDeployment: { role: 'reader' },
  manageGetOverview: { role: 'reader' },
  manageReadAudit: { role: 'reader' },
  manageListManagementTokens: { role: 'reader' },
  manageAddManagementToken: { role: 'admin', audit: 'managementToken.add' },
  manageRevokeManagementToken: { role: 'admin', audit: 'managementToken.revoke' },

  manageListTenants: { role: 'reader' },
  manageGetTenant: { role: 'reader', own: true },
  manageEnableProvisioning: { role: 'admin', audit: 'tenant.enable' },
  manageCheckTenant: { role: 'reader', own: true },
  manageReadActivity: { role: 'reader', own: true },
  manageAddTenant: { role: 'admin', audit: 'tenant.add' },
  manageChangeTenant: { role: 'admin', audit: 'tenant.change' },
  manageRemoveTenant: { role: 'admin', audit: 'tenant.remove' },

  manageListTokens: { role: 'reader' },
  manageAddToken: { role: 'admin', audit: 'token.add' },
  manageRevokeToken: { role: 'admin', audit: 'token.revoke' },
  manageListClients: { role: 'reader' },
  manageAddClient: { role: 'admin', audit: 'client.add' },
  manageRemoveClient: { role: 'admin', audit: 'client.remove' },
  manageAddClientSecret: { role: 'admin', audit: 'clientSecret.add' },
  manageRevokeClientSecret: { role: 'admin', audit: 'clientSecret.revoke' },
  manageListFederatedCredentials: { role: 'reader' },
  manageAddFederatedCredential: { role: 'admin', audit: 'federatedCredential.add' },
  manageRemoveFederatedCredential: { role: 'admin', audit: 'federatedCredential.remove' },

  manageListHandovers: { role: 'reader' },
  manageAddHandover: { role: 'admin', audit: 'handover.add' },
  manageRevokeHandover: { role: 'admin', audit: 'handover.revoke' },

  manageListUsers: { role: 'support', own: true },
  manageGetUser: { role: 'support', own: true },
  manageDeleteUser: { role: 'admin', own: true, audit: 'user.delete' },
  manageRevealSecrets: { role: 'support', own: true, audit: 'reveal' },
  manageRevealSecretsWithReason: { role: 'support', own: true, audit: 'reveal' },
  manageListGroups: { role: 'support', own: true },
  manageGetGroup: { role: 'support', own: true },
  manageDeleteGroup: { role: 'admin', own: true, audit: 'group.delete' },
  manageReadLog: { role: 'support', own: true },
} as const satisfies Readonly<Record<string, Permission>>;

/** Name of a function of `/manage`, which is its `operationId` too. */
export type ManageOperation = keyof typeof permissions;

export function permissionOf(operation: ManageOperation): Permission {
  return permissions[operation];
}

/** The operations that a caller may use. @param role undefined for a credential of a tenant. */
export function allowedOperations(role: Role | undefined): readonly string[] {
  return Object.entries<Permission>(permissions)
    .filter(([, { role: needed, own }]) => (role === undefined ? own === true : includesRole(role, needed)))
    .map(([operation]) => operation);
}
