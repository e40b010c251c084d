/** Says that something may be left behind if a run ends early, by Ctrl-C or an unexpected error. */
export class Leaving {
  readonly #say: () => void;
  #mayBeLeft = false;
  readonly #interrupted = (signal: NodeJS.Signals) => {
    this.end();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };

  constructor(say: () => void) {
    this.#say = say;
  }

  /** From now on something may be left. */
  begin(): void {
    this.#mayBeLeft = true;
    process.once('SIGINT', this.#interrupted);
    process.once('SIGTERM', this.#interrupted);
  }

  /** All is as it should be. */
  done(): void {
    this.#mayBeLeft = false;
  }

  end(): void {
    process.off('SIGINT', this.#interrupted);
    process.off('SIGTERM', this.#interrupted);
    if (this.#mayBeLeft) this.#say();
    this.#mayBeLeft = false;
  }
}
