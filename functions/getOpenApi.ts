import { endpoint } from '../shared/api/endpoint.ts';
import { getOpenApi } from '../shared/api/openApi.ts';
import { serve } from './serve.ts';

serve('getOpenApi', ['GET'], 'openapi.json', endpoint('getOpenApi', getOpenApi));
