/** A Web Worker that checks signatures, so that a page stays quick while it does. Run as a module. */
import { createProvider } from '@trellis/crypto';
import type { VerifyReply, VerifyRequest } from './messages.ts';

const provider = createProvider('portable');

addEventListener('message', async ({ data }: MessageEvent<VerifyRequest>) => {
  const valid = await provider.verify(data.claim);
  postMessage({ number: data.number, valid } satisfies VerifyReply);
});
