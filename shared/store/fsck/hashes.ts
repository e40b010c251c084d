import { createHash } from 'node:crypto';

/** 48 bits of SHA-256: as many as a number can hold that sorts. */
export function hashOf(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6);
}

/** A set of hashes, eight bytes each: of a large tenant there are millions. */
export class Hashes {
  #values = new Float64Array(1_024);
  #length = 0;
  #isSorted = true;

  add(hash: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = hash;
    this.#length += 1;
    this.#isSorted = false;
  }

  has(hash: number): boolean {
    const values = this.#sorted();
    let [from, to] = [0, values.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((values[middle] ?? Infinity) < hash) from = middle + 1;
      else to = middle;
    }
    return values[from] === hash;
  }

  /** Those that `others` does not hold. */
  without(others: Hashes): ReadonlySet<number> {
    const missing = new Set<number>();
    for (const hash of this.#sorted()) if (!others.has(hash)) missing.add(hash);
    return missing;
  }

  #sorted(): Float64Array {
    const values = this.#values.subarray(0, this.#length);
    if (!this.#isSorted) values.sort();
    this.#isSorted = true;
    return values;
  }
}
