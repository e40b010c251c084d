import { ProvisioningFailure } from '../failure.ts';
import type { Limits } from './job.ts';
import { thresholdReached, type QuarantineReason } from './quarantine.ts';

/** Counts what a cycle has tried, and stops it at too many failures. */
export class Tally {
  readonly #limits: Limits;
  #attempted = 0;
  #failures = 0;
  #failedReferences = 0;
  #reached: QuarantineReason | undefined;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** References included. */
  get failures(): number {
    return this.#failures + this.#failedReferences;
  }

  /** Why the job goes into quarantine, if too much failed. */
  get reached(): QuarantineReason | undefined {
    return this.#reached;
  }

  /** @throws ProvisioningFailure if so much has failed that the job goes into quarantine. */
  count(failed: boolean): void {
    this.#attempted += 1;
    if (!failed) return;
    this.#failures += 1;
    this.#reached = thresholdReached(this.#failures, this.#attempted, this.#limits);
    if (this.#reached === undefined) return;
    throw new ProvisioningFailure(
      'threshold',
      `${this.#failures} of ${this.#attempted} entries failed: the job goes into quarantine.`,
    );
  }

  /** References that fail are no reason for quarantine. */
  countReference(failed: boolean): void {
    if (failed) this.#failedReferences += 1;
  }
}
