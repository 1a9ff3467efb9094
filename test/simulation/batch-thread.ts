/** The entry of a worker thread: batches come in, totals go out. */
import { parentPort } from 'node:worker_threads';
import { type Batch, runBatch } from './batch.ts';

parentPort?.on('message', async (batch: Batch) => parentPort?.postMessage(await runBatch(batch)));
