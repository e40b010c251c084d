import { bareEndpoint } from '../shared/http/endpoint.ts';
import { live } from '../shared/operations/live.ts';
import { serve } from './serve.ts';

serve('healthLive', ['GET'], 'health/live', bareEndpoint('healthLive', live));
