/** Where trust begins: a genesis document, or the hash of one. */
import type { Hash } from '@trellis/crypto';
import {
  type Genesis,
  genesisHash,
  genesisProblem,
  genesisValidatorSet,
  toHeight,
} from '@trellis/protocol';
import { BuildError } from './errors.ts';
import { ProofError } from './proof-error.ts';
import type { TrustedChain } from './trusted-chain.ts';

function timeOf(trustedAt: number): bigint {
  if (Number.isSafeInteger(trustedAt)) return BigInt(trustedAt);
  throw new BuildError('bad_argument', 'expected "trustedAt" as whole milliseconds since 1970');
}

/** A document that is not type-checked may be none. Throws `BuildError` `bad_genesis`. */
function problemIn(genesis: Genesis): string | undefined {
  try {
    genesisHash(genesis);
    return genesisProblem(genesis);
  } catch (cause) {
    throw new BuildError('bad_genesis', 'expected a genesis, as genesisCodec reads it', { cause });
  }
}

/**
 * Trusts a genesis document. With `expectedHash` the document may come from anywhere, a node too: it
 * counts only if it has this hash. The trusting period counts from `trustedAt`, in milliseconds since 1970, or from the
 * time in the genesis: whoever trusts its validators today can skip over their changes, however old they are. Throws
 * `ProofError` `genesis_not_trusted`.
 *
 * @example
 * const trusted = trustGenesis(await getGenesis(transport), hash); // throws ProofError genesis_not_trusted
 */
export function trustGenesis(
  genesis: Genesis,
  expectedHash?: Hash,
  trustedAt?: number,
): TrustedChain {
  const problem = problemIn(genesis);
  if (problem !== undefined) {
    throw new ProofError('genesis_not_trusted', `the genesis is invalid: ${problem}`);
  }
  const hash = genesisHash(genesis);
  if (expectedHash !== undefined && hash !== expectedHash) {
    throw new ProofError(
      'genesis_not_trusted',
      `the genesis has the hash ${hash}, and ${expectedHash} is trusted`,
    );
  }
  return {
    genesisHash: hash,
    chainId: genesis.chainId,
    recoveries: [],
    epochs: [{ from: toHeight(0n), until: null, validators: genesisValidatorSet(genesis) }],
    newest: {
      height: toHeight(0n),
      time: trustedAt === undefined ? genesis.time : timeOf(trustedAt),
    },
  };
}
