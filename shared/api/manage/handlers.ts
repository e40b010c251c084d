import { getActivity } from './activity.ts';
import { getAudit } from './audit.ts';
import { postCheck } from './check.ts';
import {
  deleteClient,
  deleteClientSecret,
  deleteFederatedCredential,
  deleteToken,
  getClients,
  getFederatedCredentials,
  getTokens,
  postClient,
  postClientSecret,
  postFederatedCredential,
  postToken,
} from './credentials.ts';
import { getDeployment } from './deployment.ts';
import { postEnabling } from './enable.ts';
import { deleteManagedGroup, getManagedGroup, getManagedGroups } from './groups.ts';
import { getHandoverPage } from './handoverPage.ts';
import { deleteHandover, getHandovers, postHandover, postOpening } from './handovers.ts';
import { deleteManagementToken, getManagementTokens, postManagementToken } from './managementTokens.ts';
import { getMe } from './me.ts';
import { getOverview } from './overview.ts';
import { getSignIn } from './signIn.ts';
import { getTenants } from './tenantList.ts';
import { deleteTenant, getTenant, patchTenant, postTenant } from './tenants.ts';
import {
  deleteManagedUser,
  getLog,
  getManagedUser,
  getManagedUsers,
  getSecrets,
  postSecrets,
} from './users.ts';

/**
 * What answers requests of the management API. It is a file of its own beside the bundle (scripts/lateHandlers.ts), because no
 * request of SCIM needs it.
 */
export const handlers = {
  ...{ getSignIn, getMe, getDeployment, getOverview, getAudit },
  ...{ getManagementTokens, postManagementToken, deleteManagementToken },
  ...{ getTenants, postTenant, getTenant, patchTenant, deleteTenant, postEnabling, postCheck, getActivity },
  ...{ getTokens, postToken, deleteToken },
  ...{ getClients, postClient, deleteClient, postClientSecret, deleteClientSecret },
  ...{ getFederatedCredentials, postFederatedCredential, deleteFederatedCredential },
  ...{ getHandovers, postHandover, deleteHandover, postOpening, getHandoverPage },
  ...{ getManagedUsers, getManagedUser, deleteManagedUser, getSecrets, postSecrets },
  ...{ getManagedGroups, getManagedGroup, deleteManagedGroup, getLog },
};

export type Handlers = typeof handlers;
