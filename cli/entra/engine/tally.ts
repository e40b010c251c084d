import { ProvisioningFailure } from '../failure.ts';
import type { Limits } from './job.ts';
import type { QuarantineReason } from './quarantine.ts';

/** Counts the entries of a cycle, and stops it at too many failures. */
export class Tally {
  readonly #limits: Limits;
  #attempted = 0;
  #failures = 0;
  #failedReferences = 0;
  #reached: QuarantineReason | undefined;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Including those of references. */
  get failures(): number {
    return this.#failures + this.#failedReferences;
  }

  /** Why the job goes into quarantine, if too many entries failed. */
  get reached(): QuarantineReason | undefined {
    return this.#reached;
  }

  /** @throws ProvisioningFailure if so many entries have failed that the job goes into quarantine. */
  count(failed: boolean): void {
    this.#attempted += 1;
    if (!failed) return;
    this.#failures += 1;
    this.#stopAt(this.#thresholdReached() ?? this.#totalReached());
  }

  /**
   * Counts a manager or members. Their failures count only towards the total.
   *
   * @throws ProvisioningFailure if the total is reached.
   */
  countReference(failed: boolean): void {
    if (!failed) return;
    this.#failedReferences += 1;
    this.#stopAt(this.#totalReached());
  }

  #thresholdReached(): QuarantineReason | undefined {
    const { maxFailures, failures, failureShare } = this.#limits;
    if (this.#failures > maxFailures) return 'EncounteredTotalEscrowThreshold';
    if (this.#failures < failures || this.#failures <= this.#attempted * failureShare) return undefined;
    return 'EncounteredEscrowProportionThreshold';
  }

  #totalReached(): QuarantineReason | undefined {
    return this.failures > this.#limits.maxFailuresWithReferences
      ? 'EncounteredTotalEscrowThreshold'
      : undefined;
  }

  #stopAt(reason: QuarantineReason | undefined): void {
    if (reason === undefined) return;
    this.#reached = reason;
    throw new ProvisioningFailure(
      'threshold',
      `${this.failures} failures of ${this.#attempted} entries and their references put the job into quarantine.`,
    );
  }
}
