import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { listGroups } from '../shared/operations/groups.ts';
import { serve } from './serve.ts';

serve('listGroups', ['GET'], 'scim/{tenant}/Groups', tenantEndpoint('listGroups', 'read', listGroups));
