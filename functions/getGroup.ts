import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { getGroup } from '../shared/operations/groups.ts';
import { serve } from './serve.ts';

serve('getGroup', ['GET'], 'scim/{tenant}/Groups/{id}', tenantEndpoint('getGroup', 'read', getGroup));
