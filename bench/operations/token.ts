import type { Operation } from './operation.ts';

/** An access token for a client's secret. It needs no storage call, and so it has no floor but that of HTTP. */
export const token: Operation = {
  name: 'token endpoint',
  request: ({ population }) => ({
    functionName: 'issueToken',
    method: 'POST',
    tenant: population.tenants[0] ?? '',
    path: '/oauth2/token',
    body: 'grant_type=client_credentials',
    mediaType: 'application/x-www-form-urlencoded',
    sender: 'client',
    status: 200,
  }),
  floor: () => () => Promise.resolve(null),
};
