import { endpoint } from '../shared/api/endpoint.ts';
import { health } from '../shared/api/health.ts';
import { serve } from './serve.ts';

serve('health', ['GET'], 'health', endpoint('health', health));
