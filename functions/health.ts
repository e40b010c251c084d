import { bareEndpoint } from '../shared/api/endpoint.ts';
import { health, live, ready } from '../shared/api/health.ts';
import { serve, servePublic } from './register.ts';

servePublic('health', 'GET', 'health', health);
serve('healthLive', 'GET', 'health/live', bareEndpoint('healthLive', live));
serve('healthReady', 'GET', 'health/ready', bareEndpoint('healthReady', ready));
