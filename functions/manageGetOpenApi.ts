import { managementEndpoint } from '../shared/api/manage/endpoint.ts';
import { getOpenApi } from '../shared/api/manage/openApi.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageGetOpenApi',
  'GET',
  'openapi.json',
  managementEndpoint('manageGetOpenApi', getOpenApi),
);
