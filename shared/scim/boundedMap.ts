/**
 * A map that forgets what was set longest ago. Whatever a process remembers between requests is in one, for clients
 * decide how much of it there would be.
 */
export class BoundedMap<Key, Value> {
  readonly #max: number;
  readonly #sizeOf: (value: Value, key: Key) => number;
  readonly #entries = new Map<Key, { readonly value: Value; readonly size: number }>();
  #size = 0;

  /**
   * @param max what all entries may take together.
   * @param sizeOf what one takes; entries are counted if it is left out. One that takes more than `max` is not kept.
   */
  constructor(max: number, sizeOf: (value: Value, key: Key) => number = () => 1) {
    this.#max = max;
    this.#sizeOf = sizeOf;
  }

  /** What all entries take. */
  get size(): number {
    return this.#size;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Makes the entry the last to be forgotten. */
  set(key: Key, value: Value): void {
    this.delete(key);
    const size = this.#sizeOf(value, key);
    if (size > this.#max) return;
    for (const oldest of this.#entries.keys()) {
      if (this.#size + size <= this.#max) break;
      this.delete(oldest);
    }
    this.#entries.set(key, { value, size });
    this.#size += size;
  }

  delete(key: Key): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#size -= entry.size;
  }

  keys(): IterableIterator<Key> {
    return this.#entries.keys();
  }
}
