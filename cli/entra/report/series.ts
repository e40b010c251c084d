import type { Exchange } from '../wire/exchange.ts';

/** The requests of each second, for plots. A second without requests has no latency. */
export interface Series {
  readonly seconds: readonly number[];
  readonly requests: readonly number[];
  readonly failed: readonly number[];
  readonly medianMs: readonly (number | null)[];
  readonly p95Ms: readonly (number | null)[];
}

/** More points than a screen shows. */
const maxPoints = 600;

export function seriesOf(exchanges: readonly Exchange[]): Series {
  const first = exchanges.reduce((least, { at }) => Math.min(least, at), Infinity);
  const last = exchanges.reduce((most, { at }) => Math.max(most, at), first);
  const spanSeconds = exchanges.length === 0 ? 0 : (last - first) / 1000;
  const step = Math.max(1, Math.ceil(spanSeconds / maxPoints));
  const count = exchanges.length === 0 ? 0 : Math.floor(spanSeconds / step) + 1;
  const buckets = Array.from({ length: count }, (): Exchange[] => []);
  for (const exchange of exchanges) buckets[Math.floor((exchange.at - first) / 1000 / step)]?.push(exchange);
  const times = buckets.map((bucket) =>
    bucket.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b),
  );
  const quantile = (share: number) =>
    times.map((sorted) => sorted[Math.floor((sorted.length - 1) * share)] ?? null);
  return {
    seconds: buckets.map((_, index) => index * step),
    requests: buckets.map((bucket) => bucket.length / step),
    failed: buckets.map((bucket) => bucket.filter(isFailed).length / step),
    medianMs: quantile(0.5),
    p95Ms: quantile(0.95),
  };
}

/** Whether the service refused the request, or did not answer. */
export function isFailed({ status }: Exchange): boolean {
  return status === 0 || status >= 400;
}
