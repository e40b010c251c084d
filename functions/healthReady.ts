import { bareEndpoint } from '../shared/http/endpoint.ts';
import { ready } from '../shared/operations/ready.ts';
import { serve } from './serve.ts';

serve('healthReady', ['GET'], 'health/ready', bareEndpoint('healthReady', ready));
