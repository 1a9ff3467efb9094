import { createProvider } from '@trellis/crypto';
import { describe, expect, it } from 'vitest';
import { testKey } from '../testing/fake-chain.ts';
import type { VerifyReply, VerifyRequest } from './messages.ts';
import { createWorkerVerifier, type VerificationWorker } from './worker-verifier.ts';

/** A worker on this thread, as the real one answers. */
function fakeWorker() {
  const provider = createProvider('portable');
  let reply: (event: MessageEvent<VerifyReply>) => void = () => undefined;
  let fail: () => void = () => undefined;
  const requests: VerifyRequest[] = [];
  const worker: VerificationWorker = {
    postMessage: (request) => {
      requests.push(request);
    },
    addEventListener: (type: string, listener: unknown) => {
      if (type === 'message') reply = listener as typeof reply;
      else fail = listener as typeof fail;
    },
  };
  return {
    worker,
    fail: () => fail(),
    async answerAll() {
      for (const { number, claim } of requests.splice(0).toReversed()) {
        const valid = await provider.verify(claim);
        reply(new MessageEvent('message', { data: { number, valid } }));
      }
    },
  };
}

const key = testKey(1);
const message = new Uint8Array([1, 2, 3]);

describe('signatures checked in a worker', () => {
  it('come back to whoever asked, in whatever order', async () => {
    const { worker, answerAll } = fakeWorker();
    const verifier = createWorkerVerifier(worker);
    const signature = await key.sign('precommit', message);
    const claim = { scheme: key.scheme, publicKey: key.publicKey, message, signature } as const;
    const good = verifier.verify({ ...claim, purpose: 'precommit' });
    const bad = verifier.verify({ ...claim, purpose: 'prevote' });
    await answerAll();
    expect([await good, await bad]).toEqual([true, false]);
  });

  it('never pass when the worker breaks', async () => {
    const { worker, fail } = fakeWorker();
    const verifier = createWorkerVerifier(worker);
    const { scheme, publicKey } = key;
    const claim = { scheme, publicKey, purpose: 'tx', message, signature: message } as const;
    const asked = verifier.verify(claim);
    fail();
    await expect(asked).rejects.toThrow('does not run');
    await expect(verifier.verify(claim)).rejects.toThrow('does not run');
  });
});
