import { endpoint } from '../shared/api/endpoint.ts';
import { managementEndpoint } from '../shared/api/manage/endpoint.ts';
import { notManaged, notServed } from '../shared/api/notFound.ts';
import { managementServed } from '../shared/service.ts';
import { catchAll, served } from './register.ts';

catchAll(
  'zzNotFound',
  '{*path}',
  endpoint('zzNotFound', (call) => notServed(call, served)),
);

// Of the functions under /manage, too, this name sorts last.
if (managementServed()) {
  catchAll(
    'manageZzNotFound',
    'manage/{*path}',
    managementEndpoint('manageZzNotFound', (call) => notManaged(call, served)),
  );
}
