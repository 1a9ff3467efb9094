/** One thread that does one operation again and again, and says how often it could. */
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerTask } from './all-cores.ts';
import { openSubject } from './subjects.ts';

// Given by `runWorker` of this package alone.
const { scheme, provider, operation, messageBytes, milliseconds } = workerData as WorkerTask;
const subject = await openSubject(scheme, provider);
if (subject === undefined) throw new Error(`${provider} has no ${scheme}`);
const message = new Uint8Array(messageBytes).fill(1);
const signature = subject.sign(message);
const once = (): unknown =>
  operation === 'sign' ? subject.sign(message) : subject.verify(message, signature);
let done = 0;
const started = performance.now();
do {
  once();
  done += 1;
} while (performance.now() - started < milliseconds);
parentPort?.postMessage((done * 1000) / (performance.now() - started));
