/** The smallest of many items, so many of them at most: a heap, with the largest of those at its top. */
export class Smallest<Item> {
  readonly #max: number;
  readonly #compare: (left: Item, right: Item) => number;
  readonly #heap: Item[] = [];

  constructor(max: number, compare: (left: Item, right: Item) => number) {
    this.#max = max;
    this.#compare = compare;
  }

  get items(): readonly Item[] {
    return this.#heap;
  }

  /** @returns the one that is not among the smallest: the given one, or one that was. */
  add(item: Item): Item | undefined {
    if (this.#max === 0) return item;
    if (this.#heap.length < this.#max) {
      this.#heap.push(item);
      this.#rise(this.#heap.length - 1);
      return undefined;
    }
    const [largest = item] = this.#heap;
    if (this.#compare(item, largest) >= 0) return item;
    this.#heap[0] = item;
    this.#sink();
    return largest;
  }

  /** Takes the largest of them out. */
  takeLargest(): Item | undefined {
    const [largest] = this.#heap;
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink();
    }
    return largest;
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isLarger(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    let at = 0;
    for (;;) {
      let largest = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (this.#isLarger(child, largest)) largest = child;
      if (largest === at) return;
      this.#swap(at, largest);
      at = largest;
    }
  }

  #isLarger(left: number, right: number): boolean {
    const [one, other] = [this.#heap[left], this.#heap[right]];
    return one !== undefined && other !== undefined && this.#compare(one, other) > 0;
  }

  #swap(left: number, right: number): void {
    const [one, other] = [this.#heap[left], this.#heap[right]];
    if (one === undefined || other === undefined) return;
    this.#heap[left] = other;
    this.#heap[right] = one;
  }
}
