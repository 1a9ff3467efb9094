/** A Web Worker that checks signatures, so that a page stays quick while it does. Run as a module. */
import { createProvider } from '@trellis/crypto';
import type { VerifyReply, VerifyRequest } from './messages.ts';

const provider = createProvider('portable');

async function answer({ number, claim }: VerifyRequest): Promise<void> {
  const valid = await provider.verify(claim);
  postMessage({ number, valid } satisfies VerifyReply);
}

addEventListener('message', ({ data }: MessageEvent<VerifyRequest>) => {
  // The page is told that the worker is broken, as it would wait forever else.
  answer(data).catch(reportError);
});
