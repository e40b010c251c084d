import type { Escrow } from '../state/records.ts';

export const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** When an entry is tried again after its first failure, before daily tries begin. */
const retriesMs: readonly number[] = [6 * hourMs, 12 * hourMs, 24 * hourMs];
const givenUpAfterMs = 28 * dayMs;

/** The entry after another failure. It is tried again 6, 12 and 24 hours after the first one, then daily for 28 days. */
export function escrowAfter(
  before: Escrow | undefined,
  failure: { readonly code: string; readonly reason: string },
  now: number,
): Escrow {
  const firstFailure = before?.firstFailure ?? now;
  const attempts = (before?.attempts ?? 0) + 1;
  return { firstFailure, attempts, next: nextRetry(firstFailure, now), ...failure };
}

function nextRetry(firstFailure: number, now: number): number | undefined {
  const early = retriesMs.map((after) => firstFailure + after).find((at) => at > now);
  if (early !== undefined) return early;
  const daily = firstFailure + (Math.floor((now - firstFailure) / dayMs) + 1) * dayMs;
  return daily > firstFailure + givenUpAfterMs ? undefined : daily;
}

export function isDue({ next }: Escrow, now: number): boolean {
  return next !== undefined && next <= now;
}
