/** The other thread of `verification-thread.ts`: verifies batch after batch, in their order. */
import { parentPort, workerData } from 'node:worker_threads';
import { createProvider } from '@trellis/crypto';
import { readClaims, type VerificationTask } from './claim-batch.ts';

// Given by `startVerificationThread` alone.
const { provider: name } = workerData as VerificationTask;
const provider = createProvider(name);
await provider.prepare();

let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (batch: Parameters<typeof readClaims>[0]) => {
  last = last.then(async () => {
    const valid: boolean[] = [];
    for (const claim of readClaims(batch)) {
      valid.push(provider.verifyNow(claim) ?? (await provider.verify(claim)));
    }
    parentPort?.postMessage(valid);
  });
});
