/** The one room that knows OpenTelemetry, but for `azureMonitor.ts`. A file of its own, loaded after the first answer. */
import {
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Tracer,
} from '@opentelemetry/api';
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
import { attributeNames as attribute, storageSpanPrefix } from './names.ts';
import type { RequestRecord, Step, StorageCall } from './record.ts';

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
  readonly #spans: BasicTracerProvider;
  readonly #meters: MeterProvider;
  readonly #tracer: Tracer;
  readonly #metrics: Metrics;

  constructor(destinations: readonly Destination[], onError: (error: unknown) => void) {
    listenToErrors(onError);
    const resource = resourceFromAttributes(ownAttributes());
    this.#spans = new BasicTracerProvider({
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
    this.#tracer = this.#spans.getTracer('uniflow-scim');
    this.#metrics = new Metrics(this.#meters.getMeter('uniflow-scim'));
  }

  record(request: RequestRecord): void {
    this.#metrics.count(request);
    const common = commonAttributes(request);
    const parent = this.#span(parentOf(request), request.operation, request, request.status >= 500, {
      ...common,
      [attribute.requestId]: request.requestId,
      [attribute.method]: request.method,
      [attribute.status]: request.status,
      ...(request.scimType === undefined ? {} : { [attribute.scimType]: request.scimType }),
      ...(request.lostRaces === 0 ? {} : { [attribute.lostRaces]: request.lostRaces }),
    });
    for (const step of request.steps)
      this.#span(parent, step.name, step, false, { ...common, [attribute.outcome]: step.outcome });
    for (const call of request.storageCalls) this.#storageSpan(parent, common, call);
  }

  async flush(): Promise<void> {
    await Promise.all([this.#spans.forceFlush(), this.#meters.forceFlush()]);
  }

  #storageSpan(parent: Context, common: Attributes, call: StorageCall): void {
    const failed = call.status === 0 || call.status >= 500;
    this.#span(
      parent,
      `${storageSpanPrefix}${call.operation}`,
      call,
      failed,
      {
        ...common,
        [attribute.storageOperation]: call.operation,
        [attribute.storageTable]: call.table,
        [attribute.storageRetries]: call.retries,
        [attribute.status]: call.status,
      },
      SpanKind.CLIENT,
    );
  }

  /** A span that is over, and the context in which it is the parent. */
  #span(
    parent: Context,
    name: string,
    { started, milliseconds }: Pick<Step, 'started' | 'milliseconds'>,
    failed: boolean,
    attributes: Attributes,
    kind = SpanKind.INTERNAL,
  ): Context {
    const span = this.#tracer.startSpan(name, { startTime: started, attributes, kind }, parent);
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(started + milliseconds);
    return trace.setSpan(parent, span);
  }
}

/** On every span, so that storage and tokens can be asked for by tenant and operation without a join. */
function commonAttributes({ operation, tenant }: RequestRecord): Attributes {
  return {
    [attribute.operation]: operation,
    ...(tenant === undefined ? {} : { [attribute.tenant]: tenant }),
  };
}

/** The host's span, so that host and service show as one request (W3C Trace Context §3.2). */
function parentOf({ parent = '' }: RequestRecord): Context {
  const [, traceId, spanId, flags] = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/.exec(parent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16);
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
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
