/** Virtual time: events happen in order of their time, and of their making when that is equal. */
export interface Scheduler {
  /** Virtual milliseconds since the start. */
  now(): number;
  /** Lets this happen `delayMs` from now. */
  after(delayMs: number, run: () => void): void;
  /** Lets the next event happen; `false` when there is none. */
  advance(): boolean;
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export function createScheduler(): Scheduler {
  const heap: Event[] = [];
  let time = 0;
  let made = 0;
  return {
    now: () => time,
    after(delayMs, run) {
      push(heap, { at: time + Math.max(0, Math.round(delayMs)), order: made++, run });
    },
    advance() {
      const event = pop(heap);
      if (event === undefined) return false;
      time = event.at;
      event.run();
      return true;
    },
  };
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Binary heap: the parent of position i is (i - 1) >> 1, and never after its children. */
function push(heap: Event[], event: Event): void {
  let position = heap.length;
  while (position > 0) {
    const parentPosition = (position - 1) >> 1;
    const parent = heap[parentPosition];
    if (parent === undefined || isBefore(parent, event)) break;
    heap[position] = parent;
    position = parentPosition;
  }
  heap[position] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let position = 0;
  for (;;) {
    const left = 2 * position + 1;
    const leftChild = heap[left];
    const rightChild = heap[left + 1];
    if (leftChild === undefined) break;
    const goRight = rightChild !== undefined && isBefore(rightChild, leftChild);
    const child = goRight ? rightChild : leftChild;
    if (isBefore(last, child)) break;
    heap[position] = child;
    position = goRight ? left + 1 : left;
  }
  heap[position] = last;
  return first;
}
