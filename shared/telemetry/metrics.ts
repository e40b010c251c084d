import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api';
import { attributeNames as attribute, metricNames } from './names.ts';
import { defined } from '../scim/json.ts';
import type { RequestParts, RequestRecord, StorageCall } from './record.ts';

/** Metrics over all tenants: one of each tenant would multiply what is stored and paid for. Spans name the tenant. */
export class Metrics {
  readonly #requests: Counter;
  readonly #duration: Histogram;
  readonly #storageCalls: Counter;
  readonly #storageRetries: Counter;
  readonly #conflicts: Counter;
  readonly #authenticationFailures: Counter;
  readonly #logLag: Histogram;
  readonly #signIns: Counter;

  constructor(meter: Meter) {
    this.#requests = meter.createCounter(metricNames.requests);
    this.#duration = meter.createHistogram(metricNames.requestDuration, { unit: 'ms' });
    this.#storageCalls = meter.createCounter(metricNames.storageCalls);
    this.#storageRetries = meter.createCounter(metricNames.storageRetries);
    this.#conflicts = meter.createCounter(metricNames.conflicts);
    this.#authenticationFailures = meter.createCounter(metricNames.authenticationFailures);
    this.#logLag = meter.createHistogram(metricNames.logLag, { unit: 'ms' });
    this.#signIns = meter.createCounter(metricNames.signIns);
  }

  count(request: RequestRecord): void {
    const { operation, status, milliseconds } = request;
    const byOperation = { [attribute.operation]: operation };
    const byStatus = { ...byOperation, [attribute.status]: status };
    this.#requests.add(1, byStatus);
    this.#duration.record(milliseconds, byStatus);
    if (status === 401) this.#authenticationFailures.add(1, byOperation);
    this.#countConflicts(request, byOperation);
    for (const lag of request.logLags) this.#logLag.record(lag, byOperation);
    if (request.signIn !== undefined) this.#signIns.add(1, signInAttributes(request.signIn));
    for (const call of request.storageCalls) this.#countStorage(call);
  }

  #countConflicts({ status, lostRaces }: RequestRecord, byOperation: Attributes): void {
    const conflict = (kind: 'uniqueness' | 'precondition' | 'lostRace', times: number) => {
      if (times > 0) this.#conflicts.add(times, { ...byOperation, [attribute.conflict]: kind });
    };
    conflict('uniqueness', status === 409 ? 1 : 0);
    conflict('precondition', status === 412 ? 1 : 0);
    conflict('lostRace', lostRaces);
  }

  #countStorage({ operation, table, status, retries }: StorageCall): void {
    const attributes = { [attribute.storageOperation]: operation, [attribute.storageTable]: table };
    this.#storageCalls.add(1, { ...attributes, [attribute.status]: status });
    if (retries > 0) this.#storageRetries.add(retries, attributes);
  }
}

function signInAttributes({ refusal }: NonNullable<RequestParts['signIn']>): Attributes {
  const outcome = refusal === undefined ? 'done' : 'refused';
  return { [attribute.outcome]: outcome, ...defined({ [attribute.signInRefusal]: refusal }) };
}
