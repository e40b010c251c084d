import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { postUser } from '../shared/api/users.ts';
import { serve } from './serve.ts';

serve('createUser', ['POST'], 'scim/{tenant}/Users', tenantEndpoint('createUser', 'write', postUser));
