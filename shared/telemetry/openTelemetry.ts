/** What sends spans and metrics: a file of its own in `dist/`, loaded after the first answer. */
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
import type { Complaints } from './complaints.ts';
import { TelemetryNotSent } from './failures.ts';
import { Metrics } from './metrics.ts';
import type { RequestRecord } from './record.ts';
import { Spans } from './spans.ts';

/** Where spans and metrics are sent. */
export interface Destination {
  readonly spans: SpanExporter;
  readonly metrics: PushMetricExporter;
}

/** In milliseconds. */
const metricIntervalMs = 30_000;
/** An instance that nobody calls may be taken away. */
const spanIntervalMs = 1_000;
const exportLimit = 2_500;
/** Shorter, for a collector that is given up says why, and the limit above only that it was reached. */
const collectorTimeoutMs = 2_000;

/** Spans that wait to be sent: those of 40 of the largest Bulk requests, some 10 MB. */
export const maxQueued = 8_192;

/** A collector. Headers, for instance a key of it, stand in OTEL_EXPORTER_OTLP_HEADERS, which the exporters read. */
export function startOtlp(endpoint: string): Destination {
  // "localhost:4318" is a URL too, and one that nothing can be sent to.
  if (!/^https?:\/\//i.test(endpoint)) throw new TypeError('A collector has an http or https URL.');
  const base = endpoint.replace(/\/+$/, '');
  const options = { timeoutMillis: collectorTimeoutMs };
  return {
    spans: new OTLPTraceExporter({ ...options, url: `${base}/v1/traces` }),
    metrics: new OTLPMetricExporter({ ...options, url: `${base}/v1/metrics` }),
  };
}

/** Makes spans and metrics of what was recorded, and sends them in batches. */
export class Export {
  readonly #tracers: BasicTracerProvider;
  readonly #meters: MeterProvider;
  readonly #spans: Spans;
  readonly #metrics: Metrics;

  constructor(
    destinations: readonly Destination[],
    service: Pick<TelemetrySettings, 'serviceName' | 'instance'>,
    complaints: Pick<Complaints, 'failed' | 'lostSpans'>,
  ) {
    listenToErrors(complaints);
    const resource = resourceFromAttributes(ownAttributes(service));
    this.#tracers = new BasicTracerProvider({
      resource,
      // A `traceparent` comes from whoever calls: no client decides whether its own requests are seen.
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

/** Under which name the service stands beside others. */
function ownAttributes({
  serviceName,
  instance,
}: Pick<TelemetrySettings, 'serviceName' | 'instance'>): Record<string, string> {
  return {
    'service.name': serviceName,
    ...defined({ 'service.instance.id': instance }),
  };
}

/**
 * The libraries tell nobody but this logger what they could not send, and how many spans found the queue full. What they
 * say may hold addresses.
 */
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

/** Their message is mostly the JSON of an error. Of that only the code may be told, if it looks like one. */
function codeIn(message: string): string | undefined {
  const code = objectIn(message)?.code;
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : undefined;
}
