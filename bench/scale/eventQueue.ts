/** What happens at a moment of the model's time, in seconds. */
export interface Timed {
  at: number;
}

/** Events, the earliest first: a binary heap. */
export class EventQueue<Event extends Timed> {
  readonly #heap: Event[] = [];

  push(event: Event): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= event.at) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  pop(): Event | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      const least = right !== undefined && right.at < left.at ? right : left;
      if (least === right) child += 1;
      if (last.at <= least.at) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
