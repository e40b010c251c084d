import type { Place } from './syntax.ts';

/** The text of a Bicep file, and how far it was read. */
export class Source {
  readonly #text: string;
  #position = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text.replaceAll('\r\n', '\n');
  }

  get place(): Place {
    return { line: this.#line, column: this.#position - this.#lineStart + 1 };
  }

  get atEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  startsWith(text: string): boolean {
    return this.#text.startsWith(text, this.#position);
  }

  /** Reads what a sticky expression matches here; '' where it does not. */
  match(pattern: RegExp): string {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.skip(found.length);
    return found;
  }

  skip(length: number): void {
    for (const end = this.#position + length; this.#position < end; this.#position++) {
      if (this.#text[this.#position] !== '\n') continue;
      this.#line++;
      this.#lineStart = this.#position + 1;
    }
  }
}
