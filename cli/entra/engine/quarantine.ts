import type { Quarantine } from '../state/records.ts';
import { hourMs } from './escrow.ts';
import type { Limits } from './job.ts';

/** The reasons that Microsoft Graph has. */
export type QuarantineReason =
  | 'EncounteredQuarantineException'
  | 'EncounteredEscrowProportionThreshold'
  | 'EncounteredTotalEscrowThreshold'
  | 'TooManyDeletes';

/** Between two cycles that are incremental. */
export const cycleEveryMs = 40 * 60_000;
const longestPauseMs = 24 * hourMs;
const switchedOffAfterMs = 28 * 24 * hourMs;

/** The quarantine after another cycle that could not lift it: tried again more and more seldom, down to once a day. */
export function quarantineAfter(
  before: Quarantine | undefined,
  reason: QuarantineReason,
  detail: string,
  now: number,
): Quarantine {
  const attempts = (before?.attempts ?? 0) + 1;
  const pause = Math.min(cycleEveryMs * 2 ** (attempts - 1), longestPauseMs);
  // Deletions that are held back wait for a person, and nothing else waits for them.
  const next = reason === 'TooManyDeletes' ? now : now + pause;
  return { since: before?.since ?? now, reason, detail, attempts, next };
}

/** Whether a job that has been in quarantine for so long is switched off. */
export function isSwitchedOff({ since, reason }: Quarantine, now: number): boolean {
  return reason !== 'TooManyDeletes' && now - since > switchedOffAfterMs;
}

/** Whether so many failures put the job into quarantine. */
export function thresholdReached(
  failures: number,
  attempted: number,
  limits: Limits,
): QuarantineReason | undefined {
  if (failures > limits.maxFailures) return 'EncounteredTotalEscrowThreshold';
  if (failures < limits.failures || failures <= attempted * limits.failureShare) return undefined;
  return 'EncounteredEscrowProportionThreshold';
}
