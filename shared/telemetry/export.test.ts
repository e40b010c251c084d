import { randomBytes } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { readTelemetry } from '../config/telemetry.ts';
import { beginExport } from './beginExport.ts';
import { Complaints } from './complaints.ts';
import { Export, maxQueued, type ExportDestination } from './openTelemetry.ts';
import { maxStorageSpans } from './spans.ts';
import { startStopwatch } from './record.ts';
import { requestRecord, storageCalls } from '../../test/support/telemetryRecords.ts';

afterEach(() => {
  vi.useRealTimers();
});

type Spans = Parameters<ExportDestination['spans']['export']>[0];
type Metrics = Parameters<ExportDestination['metrics']['export']>[0];

/** That all is well. The names for it stay in the library's room. */
const taken = JSON.parse('{"code":0}') as Parameters<Parameters<ExportDestination['spans']['export']>[1]>[0];

const service = { serviceName: 'scim-test', instance: undefined };

/** A destination that takes everything. */
function destination() {
  const spans: Spans[number][] = [];
  const metrics: Metrics[] = [];
  const rest = { shutdown: () => Promise.resolve(), forceFlush: () => Promise.resolve() };
  const taker: ExportDestination = {
    spans: {
      ...rest,
      export(batch, done) {
        spans.push(...batch);
        done(taken);
      },
    },
    metrics: {
      ...rest,
      export(batch, done) {
        metrics.push(batch);
        done(taken);
      },
    },
  };
  return { spans, metrics, taker };
}

function sum(metrics: readonly Metrics[], name: string): number {
  const found = (metrics.at(-1)?.scopeMetrics ?? [])
    .flatMap((scope) => scope.metrics)
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap(({ dataPoints }) => dataPoints.map(({ value }) => Number(value)));
  return found.reduce((total, value) => total + value, 0);
}

test('a request with very many storage calls has spans for some of them, and metrics for all', async () => {
  const { spans, metrics, taker } = destination();
  const sender = new Export([taker], service, new Complaints());
  sender.record(requestRecord({ operation: 'bulk', storageCalls: storageCalls(maxStorageSpans + 1_000) }));
  sender.record(requestRecord({ storageCalls: storageCalls(maxStorageSpans) }));
  await sender.flush();
  expect(spans).toHaveLength(2 + 2 * maxStorageSpans);
  const omitted = spans.map(({ attributes }) => attributes['scim.storage.omitted']);
  expect(omitted.filter((number) => number !== undefined)).toEqual([1_000]);
  expect(sum(metrics, 'scim.storage.calls')).toBe(2 * maxStorageSpans + 1_000);
});

test('spans that find the queue full are counted, when there is room again', async () => {
  const { spans, taker } = destination();
  const complaints = new Complaints();
  const sender = new Export([taker], service, complaints);
  for (let sent = 0; sent < maxQueued + 1_000; sent += 1) sender.record(requestRecord());
  await sender.flush();
  sender.record(requestRecord());
  await sender.flush();
  expect(spans.length).toBeLessThan(maxQueued + 1_000);
  expect(complaints.next()).toEqual({
    error: 'TelemetryDropped',
    lostSpans: maxQueued + 1_001 - spans.length,
  });
});

test('no client keeps its requests from being seen by its traceparent', async () => {
  const { spans, taker } = destination();
  const sender = new Export([taker], service, new Complaints());
  const traceId = randomBytes(16).toString('hex');
  const parent = `00-${traceId}-${randomBytes(8).toString('hex')}-00`;
  sender.record(requestRecord({ parent, storageCalls: storageCalls(1) }));
  await sender.flush();
  expect(spans.map(({ name }) => name)).toEqual(['listUsers', 'storage read']);
  expect(spans.map((span) => span.spanContext().traceId)).toEqual([traceId, traceId]);
});

test.each([
  [{ OTEL_SERVICE_NAME: '', WEBSITE_SITE_NAME: 'app', WEBSITE_INSTANCE_ID: ' ' }, 'app', undefined],
  [{ OTEL_SERVICE_NAME: ' ', WEBSITE_SITE_NAME: '', WEBSITE_INSTANCE_ID: 'i1' }, 'uniflow-scim', 'i1'],
  [{ OTEL_SERVICE_NAME: 'scim', WEBSITE_SITE_NAME: 'app' }, 'scim', undefined],
])('with %o the service is called %s', async (environment, name, instance) => {
  const { spans, taker } = destination();
  const settings = readTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', ...environment });
  if (settings === undefined) throw new Error('Telemetry is off.');
  const sender = new Export([taker], settings, new Complaints());
  sender.record(requestRecord());
  await sender.flush();
  expect(spans[0]?.resource.attributes['service.name']).toBe(name);
  expect(spans[0]?.resource.attributes['service.instance.id']).toBe(instance);
});

test.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'nowhere at all' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  [{ APPLICATIONINSIGHTS_CONNECTION_STRING: 'nonsense' }, 'APPLICATIONINSIGHTS_CONNECTION_STRING'],
])('with %o nothing is begun, and the setting is named', async (environment, setting) => {
  const settings = readTelemetry(environment);
  if (settings === undefined) throw new Error('Telemetry is off.');
  const complaints = new Complaints();
  expect(await beginExport(settings, complaints)).toBeUndefined();
  expect(complaints.next()).toEqual({ error: `TelemetrySettingWrong ${setting}` });
});

test('when something began is told by the clock as it is then, and how long it took by none', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2030, 0, 1) });
  const lap = startStopwatch();
  vi.setSystemTime(Date.UTC(2029, 0, 1));
  const { started, milliseconds } = lap();
  expect(started).toBe(Date.UTC(2030, 0, 1));
  expect(milliseconds).toBeGreaterThanOrEqual(0);
});
