/** Signatures that were found good are not checked again: one header proves many things on a page. */

import type { SignatureVerifier } from '@trellis/client';
import type { SignatureClaim } from '@trellis/crypto';
import { toHex } from '@trellis/crypto';

const rememberedMax = 256;

/** A verifier that remembers the newest claims that held, each by all of it. */
export function remembering(verifier: SignatureVerifier): SignatureVerifier {
  const good = new Set<string>();
  return {
    async verify(claim) {
      const name = nameOf(claim);
      if (good.has(name)) return true;
      const valid = await verifier.verify(claim);
      if (!valid) return false;
      good.add(name);
      const [oldest] = good;
      if (good.size > rememberedMax && oldest !== undefined) good.delete(oldest);
      return true;
    },
  };
}

function nameOf({ scheme, purpose, publicKey, message, signature }: SignatureClaim): string {
  return [scheme, purpose, toHex(publicKey), toHex(message), toHex(signature)].join(' ');
}
