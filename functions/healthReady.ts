import { bareEndpoint } from '../shared/api/endpoint.ts';
import { ready } from '../shared/api/ready.ts';
import { serve } from './serve.ts';

serve('healthReady', ['GET'], 'health/ready', bareEndpoint('healthReady', ready));
