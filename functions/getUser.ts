import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { getUser } from '../shared/operations/getUser.ts';
import { serve } from './serve.ts';

serve('getUser', ['GET'], 'scim/{tenant}/Users/{id}', tenantEndpoint('getUser', 'read', getUser));
