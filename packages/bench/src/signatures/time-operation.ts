/** How long an operation takes on this thread, and what it allocates. */
import { getHeapStatistics } from 'node:v8';
import { Bench } from 'tinybench';

export interface OperationTimes {
  /** Microseconds of each run, in no particular order. */
  readonly microseconds: readonly number[];
  /** Of the JavaScript heap; what lies outside (OpenSSL, WebAssembly memory) is not seen. */
  readonly allocatedBytes: number;
}

/** Runs an operation for about `budgetMs`, at least once. */
export function timeOperation(operation: () => void, budgetMs: number): OperationTimes {
  const first = onceMilliseconds(operation);
  // One that was interrupted may have seemed to take longer than its time; a second tells.
  const onceMs = first < budgetMs ? first : Math.min(first, onceMilliseconds(operation));
  if (onceMs >= budgetMs)
    return { microseconds: [onceMs * 1000], allocatedBytes: allocated(operation, 1) };
  const bench = new Bench({ time: budgetMs, iterations: 1, warmup: false, retainSamples: true });
  bench.add('operation', operation);
  const [task] = bench.runSync();
  const result = task?.result;
  if (result === undefined || !('latency' in result)) {
    throw new Error(
      `the operation failed: ${result && 'error' in result ? result.error : 'no result'}`,
    );
  }
  const runs = Math.max(1, Math.min(20, Math.floor(budgetMs / onceMs / 4)));
  return {
    microseconds: (result.latency.samples ?? []).map((milliseconds) => milliseconds * 1000),
    allocatedBytes: allocated(operation, runs),
  };
}

function onceMilliseconds(operation: () => void): number {
  const before = performance.now();
  operation();
  return performance.now() - before;
}

function allocated(operation: () => void, runs: number): number {
  const before = totalAllocated();
  for (let run = 0; run < runs; run++) operation();
  return (totalAllocated() - before) / runs;
}

/** V8's count of all it ever allocated; newer than the types. */
function totalAllocated(): number {
  const total: unknown = Reflect.get(getHeapStatistics(), 'total_allocated_bytes');
  return typeof total === 'number' ? total : Number.NaN;
}
