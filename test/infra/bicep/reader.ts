import { BicepError, type Place } from './syntax.ts';
import type { StringToken, Token } from './token.ts';

/** Tokens, and how far they were read. */
export class Reader {
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #position = 0;

  constructor(tokens: readonly Token[], place: Place) {
    this.#tokens = tokens;
    this.#end = { kind: 'end', text: '', place: tokens.at(-1)?.place ?? place };
  }

  get next(): Token {
    return this.#tokens[this.#position] ?? this.#end;
  }

  get place(): Place {
    return this.next.place;
  }

  /** Whether the next token is this sign or word. */
  isAt(text: string): boolean {
    return this.next.kind !== 'string' && this.next.text === text && text !== '';
  }

  /** Whether this sign comes after line ends, which are read if it does. */
  isAfterNewlines(text: string): boolean {
    const before = this.#position;
    this.skipNewlines();
    if (this.isAt(text)) return true;
    this.#position = before;
    return false;
  }

  take(): Token {
    const token = this.next;
    this.#position++;
    return token;
  }

  /** Reads the sign or word if it is next. */
  accept(text: string): boolean {
    const found = this.isAt(text);
    if (found) this.#position++;
    return found;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected(`"${text}"`);
  }

  identifier(): string {
    const token = this.next;
    if (token.kind !== 'identifier') throw this.unexpected('a name');
    this.#position++;
    return token.text;
  }

  string(): StringToken {
    const token = this.next;
    if (token.kind !== 'string') throw this.unexpected('a string');
    this.#position++;
    return token;
  }

  skipNewlines(): void {
    while (this.next.kind === 'newline') this.#position++;
  }

  /** Reads the end of a line, or of the file. */
  endOfLine(): void {
    if (this.next.kind !== 'newline' && this.next.kind !== 'end')
      throw this.unexpected('the end of the line');
    this.skipNewlines();
  }

  unexpected(wanted: string): BicepError {
    const { next } = this;
    const found = next.kind === 'sign' || next.kind === 'identifier' ? `"${next.text}"` : `a ${next.kind}`;
    return new BicepError(next.place, `Here should be ${wanted}, not ${found}.`);
  }
}
