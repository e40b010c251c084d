import type { Quarantine } from '../state/records.ts';
import { hourMs } from './escrow.ts';

/** Microsoft Graph's reasons. */
export type QuarantineReason =
  | 'EncounteredQuarantineException'
  | 'EncounteredEscrowProportionThreshold'
  | 'EncounteredTotalEscrowThreshold'
  | 'TooManyDeletes';

/** Between two incremental cycles. */
export const cycleEveryMs = 40 * 60_000;
const longestPauseMs = 24 * hourMs;
const switchedOffAfterMs = 28 * 24 * hourMs;

/** The quarantine after another failed cycle. The pauses between cycles become longer, up to a day. */
export function quarantineAfter(
  before: Quarantine | undefined,
  reason: QuarantineReason,
  detail: string,
  now: number,
): Quarantine {
  const attempts = (before?.attempts ?? 0) + 1;
  const pause = Math.min(cycleEveryMs * 2 ** (attempts - 1), longestPauseMs);
  // Deletions that are held back wait for a person. Other changes do not wait for them.
  const next = reason === 'TooManyDeletes' ? now : now + pause;
  return { since: before?.since ?? now, reason, detail, attempts, next };
}

/** Whether a job has been in quarantine for so long that it is switched off. */
export function isSwitchedOff({ since, reason }: Quarantine, now: number): boolean {
  return reason !== 'TooManyDeletes' && now - since > switchedOffAfterMs;
}
