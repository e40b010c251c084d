import { app } from '@azure/functions';
import { managementEndpoint } from '../shared/api/manage/endpoint.ts';
import { notManaged } from '../shared/api/manage/notServed.ts';
import { managementServed } from '../shared/service.ts';
import { served } from './serve.ts';

// As zzNotFound, for all that is under /manage: its name sorts behind those of the other functions there.
if (managementServed()) {
  app.http('manageZzNotFound', {
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    route: 'manage/{*path}',
    authLevel: 'anonymous',
    handler: managementEndpoint('manageZzNotFound', (call) => notManaged(call, served)),
  });
}
