/** How long signing and verifying take here and now: a quick look, not the benchmark. */

import {
  createProvider,
  generateSeed,
  type ProviderName,
  type SchemeName,
  type SignatureClaim,
} from '@trellis/crypto';
import { median } from './median.ts';

export interface SignatureTimes {
  readonly signMs: number;
  /** The first signature of a key that a verifier sees, and any further one. */
  readonly verifyNewMs: number;
  readonly verifyKnownMs: number;
}

const rounds = 40;

/** Medians over the signatures of a few keys, of a message the size of a payment. */
export async function timeSignatures(
  name: ProviderName,
  scheme: SchemeName,
): Promise<SignatureTimes> {
  const signer = createProvider(name);
  // Signing verifies what it made, so that the signer knows the key.
  const verifier = createProvider(name);
  await Promise.all([signer.prepare(), verifier.prepare()]);
  const message = new Uint8Array(256);
  const times: SignatureTimes[] = [];
  for (let round = 0; round < rounds; round++) {
    const seed = generateSeed(scheme);
    const key = signer.openKey(scheme, seed);
    seed.fill(0);
    const { publicKey } = key;
    const claimed = async (): Promise<SignatureClaim> => {
      const signature = await key.sign('tx', message);
      return { scheme, purpose: 'tx', publicKey, message, signature };
    };
    const claim = await claimed();
    const verifyNewMs = await milliseconds(() => verifier.verify(claim));
    const verifyKnownMs = await milliseconds(() => verifier.verify(claim));
    const signAndVerifyMs = await milliseconds(claimed);
    times.push({ signMs: signAndVerifyMs - verifyKnownMs, verifyNewMs, verifyKnownMs });
  }
  return {
    signMs: median(times.map(({ signMs }) => signMs)),
    verifyNewMs: median(times.map(({ verifyNewMs }) => verifyNewMs)),
    verifyKnownMs: median(times.map(({ verifyKnownMs }) => verifyKnownMs)),
  };
}

async function milliseconds(action: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await action();
  return performance.now() - begun;
}
