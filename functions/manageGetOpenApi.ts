import { managementEndpoint } from '../shared/manage/endpoint.ts';
import { getOpenApi } from '../shared/manage/openApi.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageGetOpenApi',
  'GET',
  'openapi.json',
  managementEndpoint('manageGetOpenApi', getOpenApi),
);
