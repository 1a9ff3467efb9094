/** Things that are due at a time, the earliest first; of the same time, the one that came first (a binary heap). */
export interface DueQueue<T> {
  add(dueMs: number, item: T): void;
  /** When the earliest is due; `undefined` without any. */
  next(): number | undefined;
  /** Takes the earliest if it is due by now. */
  take(nowMs: number): T | undefined;
}

interface Entry<T> {
  readonly dueMs: number;
  readonly number: number;
  readonly item: T;
}

export function createDueQueue<T>(): DueQueue<T> {
  const heap: Entry<T>[] = [];
  let added = 0;

  const isBefore = (one: Entry<T>, other: Entry<T>): boolean =>
    one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.number < other.number);

  function rise(entry: Entry<T>): void {
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  function sink(entry: Entry<T>): void {
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const below = isRight ? right : left;
      if (below === undefined || !isBefore(below, entry)) break;
      heap[at] = below;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = entry;
  }

  return {
    add: (dueMs, item) => rise({ dueMs, number: added++, item }),
    next: () => heap[0]?.dueMs,
    take(nowMs) {
      const first = heap[0];
      if (first === undefined || first.dueMs > nowMs) return undefined;
      const last = heap.pop();
      if (last !== undefined && last !== first) sink(last);
      return first.item;
    },
  };
}
