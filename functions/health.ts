import { endpoint } from '../shared/http/endpoint.ts';
import { health } from '../shared/operations/health.ts';
import { serve } from './serve.ts';

serve('health', ['GET'], 'health', endpoint('health', health));
