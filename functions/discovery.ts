import {
  getResourceType,
  getSchema,
  getServiceProviderConfig,
  listResourceTypes,
  listSchemas,
  me,
} from '../shared/api/discovery.ts';
import { getOpenApi } from '../shared/api/openApi.ts';
import { servePublic, serveTenant } from './register.ts';

serveTenant('serviceProviderConfig', 'GET', 'ServiceProviderConfig', 'read', getServiceProviderConfig);
serveTenant('listResourceTypes', 'GET', 'ResourceTypes', 'read', listResourceTypes);
serveTenant('getResourceType', 'GET', 'ResourceTypes/{id}', 'read', getResourceType);
serveTenant('listSchemas', 'GET', 'Schemas', 'read', listSchemas);
serveTenant('getSchema', 'GET', 'Schemas/{id}', 'read', getSchema);
serveTenant('me', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], 'Me', 'read', me);
servePublic('getOpenApi', 'GET', 'openapi.json', getOpenApi);
