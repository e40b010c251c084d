import { includesRole, type Role } from '../tenants/role.ts';

/** Who may call a function of `/manage`. */
export interface Permission {
  /** The least role of an operator. */
  readonly role: Role;
  /** Whether a credential of the tenant in the path with the scope `management` may do it, too. */
  readonly own?: true;
}

/**
 * The functions of `/manage` and who may call them: the one place that decides it. A reader sees no people, so users, groups
 * and provisioning logs, which name people, take the role `support`.
 */
export const permissions = {
  manageGetMe: { role: 'reader', own: true },

  manageListManagementTokens: { role: 'reader' },
  manageAddManagementToken: { role: 'admin' },
  manageRevokeManagementToken: { role: 'admin' },

  manageListTenants: { role: 'reader' },
  manageGetTenant: { role: 'reader', own: true },
  manageAddTenant: { role: 'admin' },
  manageChangeTenant: { role: 'admin' },
  manageRemoveTenant: { role: 'admin' },

  manageListTokens: { role: 'reader' },
  manageAddToken: { role: 'admin' },
  manageRevokeToken: { role: 'admin' },
  manageListClients: { role: 'reader' },
  manageAddClient: { role: 'admin' },
  manageRemoveClient: { role: 'admin' },
  manageAddClientSecret: { role: 'admin' },
  manageRevokeClientSecret: { role: 'admin' },
  manageListFederatedCredentials: { role: 'reader' },
  manageAddFederatedCredential: { role: 'admin' },
  manageRemoveFederatedCredential: { role: 'admin' },

  manageListUsers: { role: 'support', own: true },
  manageGetUser: { role: 'support', own: true },
  manageDeleteUser: { role: 'admin', own: true },
  manageRevealSecrets: { role: 'support', own: true },
  manageRevealSecretsWithReason: { role: 'support', own: true },
  manageListGroups: { role: 'support', own: true },
  manageGetGroup: { role: 'support', own: true },
  manageDeleteGroup: { role: 'admin', own: true },
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
