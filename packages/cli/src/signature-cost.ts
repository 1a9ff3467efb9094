/** How long signing and verifying take here and now: a quick look, not the benchmark. */

import { generateSeed, type SchemeName, type SignatureProvider } from '@trellis/crypto';
import { median } from './median.ts';

export interface SignatureTimes {
  readonly signMs: number;
  readonly verifyMs: number;
}

const rounds = 40;

/** Medians over a few signatures of a message the size of a payment. */
export async function timeSignatures(
  provider: SignatureProvider,
  scheme: SchemeName,
): Promise<SignatureTimes> {
  const seed = generateSeed(scheme);
  const key = provider.openKey(scheme, seed);
  const message = new Uint8Array(256);
  const signs: number[] = [];
  const verifies: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = performance.now();
    const signature = await key.sign('tx', message);
    const between = performance.now();
    await provider.verify({
      scheme,
      purpose: 'tx',
      publicKey: key.publicKey,
      message,
      signature,
    });
    const verifyMs = performance.now() - between;
    // `sign` verifies what it made; that part is not signing.
    signs.push(between - before - verifyMs);
    verifies.push(verifyMs);
  }
  seed.fill(0);
  return { signMs: median(signs), verifyMs: median(verifies) };
}
