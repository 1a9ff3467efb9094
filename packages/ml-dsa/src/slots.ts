/** Slots in the order in which they were used. */

export interface Slots {
  /** Marks a slot as the most recently used one. */
  touch(slot: number): void;
  /** A slot to be filled: one never used, or else the one used longest ago. It is then the most recently used one. */
  take(): { readonly slot: number; readonly wasFilled: boolean };
}

/** Slots 0 to `count` - 1: a list that is linked both ways, so that nothing is searched or moved. */
export function createSlots(count: number): Slots {
  const older = new Int32Array(count);
  const newer = new Int32Array(count);
  let newest = -1;
  let oldest = -1;
  let filled = 0;

  function append(slot: number): void {
    older[slot] = newest;
    if (newest >= 0) newer[newest] = slot;
    else oldest = slot;
    newest = slot;
  }

  function touch(slot: number): void {
    if (slot === newest) return;
    const next = newer[slot] ?? -1;
    if (slot === oldest) {
      oldest = next;
    } else {
      const previous = older[slot] ?? -1;
      newer[previous] = next;
      older[next] = previous;
    }
    append(slot);
  }

  return {
    touch,
    take() {
      if (filled < count) {
        const slot = filled;
        filled += 1;
        append(slot);
        return { slot, wasFilled: false };
      }
      const slot = oldest;
      touch(slot);
      return { slot, wasFilled: true };
    },
  };
}
