/** Spreads the seeds of a long run over threads; which thread runs a seed changes nothing about it. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { addTotals, type Batch, type Kind, nothingRun, type Totals } from './batch.ts';

/** Seeds that a thread takes at a time: a second's work or so. */
const seedsAtOnce: Readonly<Record<Kind, number>> = { consensus: 20, twins: 200, engines: 4 };

/**
 * Runs the batch on all cores and resolves with what it came to; after a violation no more seeds are
 * begun. `onProgress` is told the totals each time a thread has finished some seeds.
 */
export async function runOnAllCores(
  batch: Batch,
  onProgress: (totals: Totals) => void,
): Promise<Totals> {
  const end = batch.firstSeed + batch.seeds;
  const share = seedsAtOnce[batch.kind];
  let next = batch.firstSeed;
  let totals = nothingRun;

  async function work(): Promise<void> {
    const worker = new Worker(new URL('./batch-thread.ts', import.meta.url));
    try {
      while (next < end && totals.failure === null) {
        const firstSeed = next;
        next = Math.min(end, next + share);
        const done = await run(worker, { ...batch, firstSeed, seeds: next - firstSeed });
        totals = addTotals(totals, done);
        onProgress(totals);
      }
    } finally {
      await worker.terminate();
    }
  }

  const threads = Math.min(availableParallelism(), Math.ceil(batch.seeds / share));
  await Promise.all(Array.from({ length: threads }, work));
  return totals;
}

function run(worker: Worker, batch: Batch): Promise<Totals> {
  const { promise, resolve, reject } = Promise.withResolvers<Totals>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.postMessage(batch);
  return promise.finally(() => {
    worker.off('message', resolve);
    worker.off('error', reject);
  });
}
