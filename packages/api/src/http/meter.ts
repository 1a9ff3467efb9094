/** What a request costs the node: bytes of its body, and time of the thread that everything else waits for. */

/** What a request cost so far. */
export interface Cost {
  calls: number;
  bytes: number;
  cpuMs: number;
}

export interface Meter {
  /** So many more bytes of a body have arrived. */
  received(bytes: number): void;
  /** Runs something for the request, and adds the time that it takes. */
  measure<T>(run: () => T): T;
}

/** Adds to these costs, and tells `onCost` of it. */
export function createMeter(cost: Cost, onCost: () => void): Meter {
  let isMeasuring = false;
  return {
    received(bytes) {
      cost.bytes += bytes;
      onCost();
    },
    measure(run) {
      if (isMeasuring) return run();
      isMeasuring = true;
      const before = cpuMs();
      try {
        return run();
      } finally {
        isMeasuring = false;
        cost.cpuMs += cpuMs() - before;
        onCost();
      }
    },
  };
}

/** Of this thread; a busy machine does not make a request cost more. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
