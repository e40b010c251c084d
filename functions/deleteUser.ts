import { tenantEndpoint } from '../shared/http/endpoint.ts';
import { deleteUser } from '../shared/operations/deleteUser.ts';
import { serve } from './serve.ts';

serve('deleteUser', ['DELETE'], 'scim/{tenant}/Users/{id}', tenantEndpoint('deleteUser', deleteUser));
