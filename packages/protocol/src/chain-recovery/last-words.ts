/**
 * The statement of a validator on the end of a chain that its operators recover: what it knows to be final, and
 * what it precommitted last. Whoever gives it signs nothing more of that chain.
 */
import type { SignatureClaim } from '@trellis/crypto';
import { encode, type ValueOf } from '../codec.ts';
import { addressCodec, hashCodec } from '../codec-basic.ts';
import { container, optional } from '../codec-composite.ts';
import { heightCodec, roundCodec, signatureCodec } from '../scalars.ts';
import { chainMessage, type SigningDomain } from '../signing.ts';
import type { Validator } from '../validator-set.ts';
import { claimBy } from '../vote.ts';

const wordsFields = {
  validator: addressCodec,
  /** The newest block that it knows to be final. */
  head: container({ height: heightCodec, blockId: hashCodec }),
  /** Its last precommit after that block that was not nil. */
  precommit: optional(container({ height: heightCodec, round: roundCodec, blockId: hashCodec })),
};

const wordsCodec = container(wordsFields);
export const lastWordsCodec = container({ ...wordsFields, signature: signatureCodec });

export type UnsignedLastWords = ValueOf<typeof wordsCodec>;
export type LastWords = ValueOf<typeof lastWordsCodec>;

/** What a statement signs, under the domain of the chain that ends. */
export function lastWordsMessage(domain: SigningDomain, words: UnsignedLastWords): Uint8Array {
  return chainMessage(domain, encode(wordsCodec, words));
}

/** The signature to check before a statement is believed. */
export function lastWordsClaim(
  domain: SigningDomain,
  words: LastWords,
  validator: Pick<Validator, 'scheme' | 'publicKey'>,
): SignatureClaim {
  return claimBy(validator, 'last-words', lastWordsMessage(domain, words), words.signature);
}
