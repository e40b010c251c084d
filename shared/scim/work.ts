import { ScimError } from '../http/error.ts';

/**
 * What one request may cost in computing. A unit is one small step over one value: an attribute looked up, an element
 * visited, a value compared or folded (a long text counts once for each `charactersPerUnit`). The code that does the work
 * counts it, before it does it.
 */
export class WorkBudget {
  readonly #maxUnits: number;
  readonly #advice: string;
  #spent = 0;

  /**
   * @param maxUnits beyond which the request is refused.
   * @param advice what the client can do instead: a sentence for the error's detail.
   */
  constructor(maxUnits: number, advice: string) {
    this.#maxUnits = maxUnits;
    this.#advice = advice;
  }

  /** Units so far. */
  get spent(): number {
    return this.#spent;
  }

  /** @throws ScimError 413 if the request needs more than it may have. */
  spend(units: number): void {
    this.#spent += units;
    if (this.#spent > this.#maxUnits) {
      throw new ScimError(413, undefined, `This request asks for too much work at once. ${this.#advice}`);
    }
  }
}
