/** The entry of a worker thread: batches come in, totals go out. */
import { on } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { runBatch } from './batch.ts';

if (parentPort === null) throw new Error('to be run as a worker thread');
// What fails ends the thread, which whoever started it is told of.
for await (const [batch] of on(parentPort, 'message'))
  parentPort.postMessage(await runBatch(batch));
