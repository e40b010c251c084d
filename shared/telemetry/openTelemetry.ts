/** Exports spans and metrics: a file of its own in `dist/`, loaded after the first answer. */
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { defined, objectIn } from '../scim/json.ts';
import type { TelemetrySettings } from '../config/telemetry.ts';
import { type Complaints, TelemetryNotSent } from './complaints.ts';
import { Metrics } from './metrics.ts';
import type { RequestRecord } from './record.ts';
import { Spans } from './spans.ts';

/** A destination of spans and metrics. */
export interface ExportDestination {
  readonly spans: SpanExporter;
  readonly metrics: PushMetricExporter;
}

const metricIntervalMs = 30_000;
/** Short, because an idle instance may be removed. */
const spanIntervalMs = 1_000;
const exportLimit = 2_500;
/** Shorter than the flush timeout, so that the export fails with its own error and not with the time-out. */
const collectorTimeoutMs = 2_000;

/** Spans in the export queue at most: those of 40 of the largest Bulk requests, some 10 MB. */
export const maxQueued = 8_192;

/** An OTLP collector. The exporters read its headers, such as a key, from OTEL_EXPORTER_OTLP_HEADERS. */
export function startOtlp(endpoint: string): ExportDestination {
  // "localhost:4318" is a valid URL too, but nothing can be sent to it.
  if (!/^https?:\/\//i.test(endpoint)) throw new TypeError('A collector has an http or https URL.');
  const base = endpoint.replace(/\/+$/, '');
  const options = { timeoutMillis: collectorTimeoutMs };
  return {
    spans: new OTLPTraceExporter({ ...options, url: `${base}/v1/traces` }),
    metrics: new OTLPMetricExporter({ ...options, url: `${base}/v1/metrics` }),
  };
}

/** Makes spans and metrics of records, and exports them in batches. */
export class Export {
  readonly #tracers: BasicTracerProvider;
  readonly #meters: MeterProvider;
  readonly #spans: Spans;
  readonly #metrics: Metrics;

  constructor(
    destinations: readonly ExportDestination[],
    service: Pick<TelemetrySettings, 'serviceName' | 'instance'>,
    complaints: Pick<Complaints, 'failed' | 'lostSpans'>,
  ) {
    listenToErrors(complaints);
    const resource = resourceFromAttributes(ownAttributes(service));
    this.#tracers = new BasicTracerProvider({
      resource,
      // Clients send `traceparent`, so its flag must not decide whether their requests are recorded.
      sampler: new AlwaysOnSampler(),
      spanProcessors: destinations.map(
        ({ spans }) =>
          new BatchSpanProcessor(spans, {
            maxQueueSize: maxQueued,
            scheduledDelayMillis: spanIntervalMs,
            exportTimeoutMillis: exportLimit,
          }),
      ),
    });
    this.#meters = new MeterProvider({
      resource,
      readers: destinations.map(
        ({ metrics }) =>
          new PeriodicExportingMetricReader({
            exporter: metrics,
            exportIntervalMillis: metricIntervalMs,
            exportTimeoutMillis: exportLimit,
          }),
      ),
    });
    this.#spans = new Spans(this.#tracers.getTracer('uniflow-scim'));
    this.#metrics = new Metrics(this.#meters.getMeter('uniflow-scim'));
  }

  record(request: RequestRecord): void {
    this.#metrics.count(request);
    this.#spans.record(request);
  }

  async flush(): Promise<void> {
    await Promise.all([this.#tracers.forceFlush(), this.#meters.forceFlush()]);
  }
}

/** Resource attributes: the service's name and instance. */
function ownAttributes({
  serviceName,
  instance,
}: Pick<TelemetrySettings, 'serviceName' | 'instance'>): Record<string, string> {
  return {
    'service.name': serviceName,
    ...defined({ 'service.instance.id': instance }),
  };
}

/** The libraries report failed exports and dropped spans only to this logger. Their texts may hold addresses. */
function listenToErrors(complaints: Pick<Complaints, 'failed' | 'lostSpans'>): void {
  const ignore = () => undefined;
  const error = (message: string) => {
    complaints.failed(new TelemetryNotSent(codeIn(message)));
  };
  const warn = (message: string) => {
    const dropped = /^Dropped (\d+) spans /.exec(message)?.[1];
    if (dropped !== undefined) complaints.lostSpans(Number(dropped));
  };
  const logger = { error, warn, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

/**
 * The code in a library's message, which is mostly the JSON of an error; undefined if there is none that looks like a
 * code.
 */
function codeIn(message: string): string | undefined {
  const code = objectIn(message)?.code;
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : undefined;
}
