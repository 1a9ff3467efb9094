/** Signatures checked in a Web Worker; the page says which, as bundlers have their own ways to make one. */
import type { SignatureVerifier } from '../verifier.ts';
import type { VerifyReply, VerifyRequest } from './messages.ts';

/** The part of a `Worker` that is needed. */
export interface VerificationWorker {
  postMessage(message: VerifyRequest): void;
  addEventListener(
    type: 'message',
    listener: (event: { readonly data: VerifyReply }) => void,
  ): void;
  addEventListener(type: 'error', listener: () => void): void;
}

/**
 * Asks a worker that runs `@trellis/client/verification-worker`. When the worker breaks, no claim holds
 * any more: each is an error, never a pass.
 *
 * @example
 * const worker = new Worker(new URL('./my-worker.ts', import.meta.url), { type: 'module' });
 * const verifier = createWorkerVerifier(worker);
 */
export function createWorkerVerifier(worker: VerificationWorker): SignatureVerifier {
  const waiting = new Map<number, PromiseWithResolvers<boolean>>();
  let count = 0;
  let broken = false;
  worker.addEventListener('message', ({ data }) => {
    waiting.get(data.number)?.resolve(data.valid);
    waiting.delete(data.number);
  });
  worker.addEventListener('error', () => {
    broken = true;
    for (const { reject } of waiting.values()) reject(workerError());
    waiting.clear();
  });
  return {
    verify(claim) {
      if (broken) return Promise.reject(workerError());
      const number = count++;
      const answer = Promise.withResolvers<boolean>();
      waiting.set(number, answer);
      worker.postMessage({ number, claim });
      return answer.promise;
    },
  };
}

function workerError(): Error {
  return new Error('the worker that checks signatures does not run');
}
