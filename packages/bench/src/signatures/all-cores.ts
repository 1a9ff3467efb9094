/** What all cores do together: on the provider's own threads, or on worker threads. */
import { Worker } from 'node:worker_threads';
import type { Subject } from './subject.ts';

type ThreadedOperation = 'sign' | 'verify';

/** What a worker is told. */
export interface WorkerTask {
  readonly scheme: Subject['scheme'];
  readonly provider: Subject['provider'];
  readonly operation: ThreadedOperation;
  readonly messageBytes: number;
  readonly milliseconds: number;
}

/** Operations a second by all cores. */
export async function operationsPerSecond(
  subject: Subject,
  task: Omit<WorkerTask, 'scheme' | 'provider'>,
  cores: number,
): Promise<number> {
  if (subject.onThreads !== null) return onOwnThreads(subject.onThreads, subject, task);
  const { scheme, provider } = subject;
  const rates = await Promise.all(
    Array.from({ length: cores }, () => runWorker({ ...task, scheme, provider })),
  );
  return rates.reduce((sum, rate) => sum + rate, 0);
}

/** Enough requests to keep every thread of the pool busy. */
const inFlight = 16;

async function onOwnThreads(
  threads: NonNullable<Subject['onThreads']>,
  subject: Subject,
  { operation, messageBytes, milliseconds }: Omit<WorkerTask, 'scheme' | 'provider'>,
): Promise<number> {
  const message = new Uint8Array(messageBytes).fill(1);
  const signature = subject.sign(message);
  const once = (): Promise<unknown> =>
    operation === 'sign' ? threads.sign(message) : threads.verify(message, signature);
  let done = 0;
  const started = performance.now();
  const end = started + milliseconds;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      do {
        await once();
        done += 1;
      } while (performance.now() < end);
    }),
  );
  return (done * 1000) / (performance.now() - started);
}

function runWorker(task: WorkerTask): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task });
    worker.once('message', (rate: number) => {
      worker.terminate().then(() => resolve(rate), reject);
    });
    worker.once('error', reject);
  });
}
