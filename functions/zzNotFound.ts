import { app } from '@azure/functions';
import { endpoint } from '../shared/api/endpoint.ts';
import { notServed } from '../shared/api/notServed.ts';
import { served } from './serve.ts';

// The host answers an unknown path and a wrong method with an empty 404. This route catches both: its name sorts
// last, so that it is tried after all others. It leaves TRACE and CONNECT to the host, whose worker makes a 500 and two
// stack traces in the log of either, for anybody who asks.
app.http('zzNotFound', {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  route: '{*path}',
  authLevel: 'anonymous',
  handler: endpoint('zzNotFound', (call) => notServed(call, served)),
});
