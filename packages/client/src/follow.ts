/** Keeping up with the validators of a chain, from those that are trusted already. */

import type { Hash } from '@trellis/crypto';
import {
  createValidatorSet,
  type Height,
  nextHeight,
  toHeight,
  type ValidatorSet,
  validatorSetHash,
} from '@trellis/protocol';
import type { ValidatorChange } from '@trellis/protocol/http-api';
import type { HttpTransport } from './http-transport.ts';
import { ProofError } from './proof-error.ts';
import { getValidatorChanges } from './read.ts';
import { type TrustedChain, withNewest } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';
import { verifyHeader } from './verify-header.ts';

/**
 * Asks a node for the changes of the validators since the last one that is known, and checks each. What
 * the node leaves out makes later proofs fail, never pass. With `before` only those of blocks before this
 * one. Throws `ProofError` or `Unreachable`.
 *
 * @example
 * const trusted = await followValidators(transport, verifier, trustGenesis(genesis));
 */
export async function followValidators(
  transport: HttpTransport,
  provider: SignatureVerifier,
  trusted: TrustedChain,
  before?: Height,
): Promise<TrustedChain> {
  let followed = trusted;
  for (;;) {
    const { changes } = await getValidatorChanges(transport, nextChangeFrom(followed));
    if (changes.length === 0) return followed;
    for (const change of changes) {
      if (before !== undefined && change.header.height >= before) return followed;
      followed = await trustChange(followed, provider, change);
    }
  }
}

/**
 * Trusts the validators after a change as well: its header names them, and those trusted before it
 * made it final. Throws `ProofError`.
 *
 * @example
 * let trusted = trustGenesis(genesis);
 * const { changes } = await getValidatorChanges(transport, 0n);
 * for (const change of changes) trusted = await trustChange(trusted, verifier, change);
 */
export async function trustChange(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  { header, certificate, validators }: ValidatorChange,
): Promise<TrustedChain> {
  if (header.height < nextChangeFrom(trusted)) {
    throw new ProofError('other_validators', 'the changes of the validators are out of order');
  }
  await verifyHeader(trusted, provider, header, certificate);
  const from = nextHeight(header.height);
  const named = namedValidators(validators, header.nextValidatorSetHash, from);
  const epoch = { from, until: null, validators: named };
  return withNewest({ ...trusted, epochs: [...trusted.epochs, epoch] }, header);
}

/** Validators that a node shows, if they have the hash that a header names at their height. Throws `ProofError`. */
export function namedValidators(
  validators: ValidatorChange['validators'],
  hash: Hash,
  height: Height,
): ValidatorSet {
  const made = createValidatorSet(validators);
  if (made.ok && validatorSetHash(made.set) === hash) return made.set;
  throw new ProofError(
    'other_validators',
    `the validators shown for block ${height} are not those that a header names`,
  );
}

/** The height from which on the next change can be. */
export function nextChangeFrom({ epochs }: TrustedChain): Height {
  return epochs.at(-1)?.from ?? toHeight(0n);
}
