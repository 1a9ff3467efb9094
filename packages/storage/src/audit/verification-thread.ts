/**
 * Signatures verified by a second thread while the first one executes blocks. A long chain is worth it; for a short one,
 * and where there is one processor, all is verified where it is asked for. So it is if the thread can't be had or ends.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SignatureClaim, SignatureProvider, VerifyClaim } from '@trellis/crypto';
import { type VerificationTask, writeClaims } from './claim-batch.ts';

export interface VerificationThread {
  readonly verify: VerifyClaim;
  close(): Promise<void>;
}

/** What a thread of its own takes to start, in signatures that the first one verifies meanwhile. */
const claimsBefore = 2_000;

/** A batch costs as much as a signature to pass on. */
const batchMax = 64;

interface Asked {
  readonly claim: SignatureClaim;
  readonly resolve: (valid: boolean | Promise<boolean>) => void;
}

/** `before` is how many claims are verified where they are asked for, before there is a thread. */
export function startVerificationThread(
  provider: SignatureProvider,
  before = availableParallelism() > 1 ? claimsBefore : Number.POSITIVE_INFINITY,
): VerificationThread {
  let left = before;
  let worker: Worker | null = null;
  let gathered: Asked[] = [];
  /** Batches that the thread has, in its order. */
  const passedOn: (readonly Asked[])[] = [];

  function start(): Worker {
    const task: VerificationTask = { provider: provider.name };
    const started = new Worker(new URL('./verification-worker.ts', import.meta.url), {
      workerData: task,
    });
    started.on('message', (valid: readonly boolean[]) => {
      const batch = passedOn.shift() ?? [];
      for (const [index, { resolve }] of batch.entries()) resolve(valid[index] === true);
    });
    started.on('error', giveUp);
    started.on('exit', giveUp);
    return started;
  }

  /** What the thread did not answer is verified here, and all that comes. */
  function giveUp(): void {
    left = Number.POSITIVE_INFINITY;
    worker = null;
    for (const batch of passedOn.splice(0)) verifyHere(batch);
  }

  function verifyHere(batch: readonly Asked[]): void {
    for (const { claim, resolve } of batch) resolve(provider.verify(claim));
  }

  function passOn(): void {
    const batch = gathered;
    gathered = [];
    if (worker === null) {
      verifyHere(batch);
    } else if (batch.length > 0) {
      const message = writeClaims(batch.map(({ claim }) => claim));
      passedOn.push(batch);
      worker.postMessage(message, [message.bytes.buffer]);
    }
  }

  return {
    verify(claim) {
      if (left > 0) {
        left -= 1;
        return provider.verify(claim);
      }
      worker ??= start();
      if (gathered.length === 0) queueMicrotask(passOn);
      return new Promise((resolve) => {
        gathered.push({ claim, resolve });
        if (gathered.length >= batchMax) passOn();
      });
    },
    async close() {
      worker?.removeAllListeners();
      await worker?.terminate();
    },
  };
}
