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
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { Metrics } from './metrics.ts';
import type { RequestRecord } from './record.ts';
import { Spans } from './spans.ts';

/** Where spans and metrics are sent. */
export interface Destination {
  readonly spans: SpanExporter;
  readonly metrics: PushMetricExporter;
}

/** In milliseconds. Spans soon: an instance that nobody calls may be taken away. */
const spanDelay = 1_000;
const metricInterval = 30_000;
const exportLimit = 2_500;

/** A collector. Headers, for instance a key of it, stand in OTEL_EXPORTER_OTLP_HEADERS, which the exporters read. */
export function startOtlp(endpoint: string): Destination {
  const base = endpoint.replace(/\/+$/, '');
  const options = { timeoutMillis: exportLimit };
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

  constructor(destinations: readonly Destination[], onError: (error: unknown) => void) {
    listenToErrors(onError);
    const resource = resourceFromAttributes(ownAttributes());
    this.#tracers = new BasicTracerProvider({
      resource,
      spanProcessors: destinations.map(
        ({ spans }) =>
          new BatchSpanProcessor(spans, {
            scheduledDelayMillis: spanDelay,
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
            exportIntervalMillis: metricInterval,
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
function ownAttributes(): Record<string, string> {
  const { OTEL_SERVICE_NAME, WEBSITE_SITE_NAME, WEBSITE_INSTANCE_ID } = process.env;
  return {
    'service.name': OTEL_SERVICE_NAME ?? WEBSITE_SITE_NAME ?? 'uniflow-scim',
    ...(WEBSITE_INSTANCE_ID === undefined ? {} : { 'service.instance.id': WEBSITE_INSTANCE_ID }),
  };
}

/** The libraries tell nobody but this logger what they could not send. What they say may hold addresses. */
function listenToErrors(onError: (error: unknown) => void): void {
  const ignore = () => undefined;
  const error = () => {
    onError(new Error('Telemetry could not be sent.'));
  };
  const logger = { error, warn: ignore, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
}
