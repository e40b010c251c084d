import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { getGroup } from '../shared/api/groups.ts';
import { serve } from './serve.ts';

serve('getGroup', ['GET'], 'scim/{tenant}/Groups/{id}', tenantEndpoint('getGroup', 'read', getGroup));
