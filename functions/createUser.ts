import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { createUser } from '../shared/operations/createUser.ts';
import { serve } from './serve.ts';

serve('createUser', ['POST'], 'scim/{tenant}/Users', tenantEndpoint('createUser', 'write', createUser));
