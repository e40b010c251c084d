/** Every name in exported telemetry. Tests check the workbook and the queries of the docs against this table. */

export const metricNames = {
  requests: 'scim.requests',
  requestDuration: 'scim.request.duration',
  storageCalls: 'scim.storage.calls',
  storageRetries: 'scim.storage.retries',
  conflicts: 'scim.conflicts',
  authenticationFailures: 'scim.authentication.failures',
  logLag: 'scim.log.lag',
  signIns: 'scim.sign_ins',
} as const;

/** Attributes of spans and metrics. None is for a path, a query, a header, or other data that may name a person. */
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
  signInRefusal: 'scim.sign_in.refusal',
  storageOperation: 'scim.storage.operation',
  storageTable: 'scim.storage.table',
  storageRetries: 'scim.storage.retries',
  storageOmitted: 'scim.storage.omitted',
} as const;

/** A span of a storage call is called `storage <operation>`, a span of a request by its operation. */
export const storageSpanPrefix = 'storage ';

/** Steps of a request with spans of their own. */
export const tokenSteps = ['authenticate', 'identifyClient', 'signToken', 'fetchKeys'] as const;

export type TokenStep = (typeof tokenSteps)[number];
