/**
 * Every name under which telemetry goes out. The workbook and the queries of the docs are held against this table: what
 * it has not, they can't ask for.
 */

export const metricNames = {
  requests: 'scim.requests',
  requestDuration: 'scim.request.duration',
  storageCalls: 'scim.storage.calls',
  storageRetries: 'scim.storage.retries',
  conflicts: 'scim.conflicts',
  authenticationFailures: 'scim.authentication.failures',
  logLag: 'scim.log.lag',
} as const;

/** Of spans and metrics. There is none for a path, a query, a header, or anything else that may name a person. */
export const attributeNames = {
  operation: 'scim.operation',
  tenant: 'scim.tenant',
  requestId: 'scim.request_id',
  method: 'scim.method',
  status: 'scim.status',
  scimType: 'scim.type',
  errorCode: 'scim.error_code',
  lostRaces: 'scim.lost_races',
  conflict: 'scim.conflict',
  outcome: 'scim.outcome',
  storageOperation: 'scim.storage.operation',
  storageTable: 'scim.storage.table',
  storageRetries: 'scim.storage.retries',
  storageOmitted: 'scim.storage.omitted',
} as const;

/** Spans of storage calls are called `storage <operation>`, those of requests by their operation. */
export const storageSpanPrefix = 'storage ';

/** Steps of a request that have spans of their own. */
export const tokenSteps = ['authenticate', 'identifyClient', 'signToken', 'fetchKeys'] as const;

export type TokenStep = (typeof tokenSteps)[number];
