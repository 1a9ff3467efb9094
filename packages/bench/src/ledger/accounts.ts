/** The accounts of a measurement: the same keys for the same seed, so that a run can be repeated. */

import type { Address } from '@trellis/crypto';
import {
  asciiBytes,
  concatBytes,
  hash,
  hashBytes,
  keyAddress,
  type SchemeName,
  type SignatureProvider,
  type SigningKey,
  schemes,
} from '@trellis/crypto';
import { keyAccount } from '@trellis/protocol';

export interface BenchAccount {
  readonly address: Address;
  readonly key: SigningKey;
}

/** `count` accounts of a scheme, from the run's seed. Not for money: the seed is printed. */
export function benchAccounts(
  scheme: SchemeName,
  count: number,
  runSeed: number,
  provider: SignatureProvider,
): BenchAccount[] {
  return Array.from({ length: count }, (_, index) => {
    const parts = [];
    for (let length = 0; length < schemes[scheme].seedBytes; length += 32) {
      parts.push(hashBytes(hash('keyFile', asciiBytes(`bench ${runSeed} ${index} ${length}`))));
    }
    const key = provider.openKey(scheme, concatBytes(...parts).slice(0, schemes[scheme].seedBytes));
    return { address: keyAccount(scheme, keyAddress(scheme, key.publicKey)), key };
  });
}
