import { app } from '@azure/functions';
import { endpoint } from '../shared/http/endpoint.ts';
import { notServed } from '../shared/http/notServed.ts';
import { served } from './serve.ts';

// The host answers an unknown path and a wrong method with an empty 404. This route catches both: its name sorts
// last, so that it is tried after all others.
app.http('zzNotFound', {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'],
  route: '{*path}',
  authLevel: 'anonymous',
  handler: endpoint('zzNotFound', (call) => notServed(call, served)),
});
