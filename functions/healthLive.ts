import { bareEndpoint } from '../shared/api/endpoint.ts';
import { live } from '../shared/api/live.ts';
import { serve } from './serve.ts';

serve('healthLive', ['GET'], 'health/live', bareEndpoint('healthLive', live));
