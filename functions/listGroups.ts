import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { listGroups } from '../shared/api/groups.ts';
import { serve } from './serve.ts';

serve('listGroups', ['GET'], 'scim/{tenant}/Groups', tenantEndpoint('listGroups', 'read', listGroups));
