import { endpoint } from '../shared/http/endpoint.ts';
import { getOpenApi } from '../shared/operations/openApi.ts';
import { serve } from './serve.ts';

serve('getOpenApi', ['GET'], 'openapi.json', endpoint('getOpenApi', getOpenApi));
