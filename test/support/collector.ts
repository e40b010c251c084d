import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An attribute in OTLP/JSON. */
interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: Attributes;
}

/** One series of a metric: a sum, or how often a histogram was given something. */
interface CollectedPoint {
  readonly name: string;
  readonly attributes: Attributes;
  readonly value: number;
}

/** An OpenTelemetry collector that keeps what it is sent. */
export interface Collector {
  readonly endpoint: string;
  /** Everything as it came, the addresses and headers too. */
  readonly received: () => string;
  readonly spans: () => readonly CollectedSpan[];
  /** As they were last: they are sums since the start. */
  readonly points: () => readonly CollectedPoint[];
  close(): Promise<void>;
}

interface OtlpSpan extends Omit<CollectedSpan, 'attributes'> {
  readonly attributes: readonly KeyValue[];
}

interface OtlpPoint {
  readonly attributes: readonly KeyValue[];
  readonly asDouble?: number;
  readonly count?: number;
}

interface OtlpMetric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly OtlpPoint[] };
  readonly histogram?: { readonly dataPoints: readonly OtlpPoint[] };
}

interface OtlpBody {
  readonly resourceSpans?: readonly { scopeSpans: readonly { spans: readonly OtlpSpan[] }[] }[];
  readonly resourceMetrics?: readonly { scopeMetrics: readonly { metrics: readonly OtlpMetric[] }[] }[];
}

/** Starts one that speaks OTLP/JSON over HTTP. */
export async function startCollector(): Promise<Collector> {
  const bodies: string[] = [];
  const heads: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heads.push(`${request.url ?? ''} ${JSON.stringify(request.headers)}`);
      bodies.push(Buffer.concat(chunks).toString());
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const parsed = () => bodies.map((body) => JSON.parse(body) as OtlpBody);
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => [...heads, ...bodies].join('\n'),
    spans: () =>
      parsed()
        .flatMap(({ resourceSpans = [] }) => resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap(({ spans }) => spans)
        .map((span) => ({ ...span, attributes: attributesOf(span.attributes) })),
    points: () => pointsOf(parsed().findLast(({ resourceMetrics }) => resourceMetrics !== undefined)),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pointsOf(body: OtlpBody | undefined): readonly CollectedPoint[] {
  const metrics = (body?.resourceMetrics ?? [])
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap((scope) => scope.metrics);
  return metrics.flatMap(
    ({ name, sum, histogram }) =>
      (sum ?? histogram)?.dataPoints.map(({ attributes, asDouble, count }) => ({
        name,
        attributes: attributesOf(attributes),
        value: asDouble ?? count ?? 0,
      })) ?? [],
  );
}

function attributesOf(list: readonly KeyValue[]): Attributes {
  return Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
}
