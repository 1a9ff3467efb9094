/** A signed transaction together with everything worth computing only once about it. */
import type { Address, Hash } from '@trellis/crypto';
import {
  type Decoded,
  decode,
  encodedTransactionId,
  type SignedTransaction,
  signedTransactionCodec,
  signedTransactionHash,
  splitSignedTransaction,
} from '@trellis/protocol';
import type { EffectivePolicy } from './state/effective-policy.ts';

export interface KnownTransaction {
  readonly signed: SignedTransaction;
  readonly id: Hash;
  /** Of the whole signed transaction: what a proposal names it by. */
  readonly hash: Hash;
  readonly encoded: Uint8Array;
}

/**
 * A transaction whose signatures have been verified: the i-th by the key of address
 * `verifiedKeys[i]`. That is a fact of the bytes alone; whether those keys may act for the accounts is
 * asked of the state again whenever it matters.
 */
export interface VerifiedTransaction extends KnownTransaction {
  readonly verifiedKeys: readonly Address[];
  /**
   * The policies under which its witnesses were found to suffice, one for each account that must agree, if that took no
   * key but registered ones. While the state has the same policies, nothing of it has to be asked again.
   */
  readonly sufficedUnder?: readonly EffectivePolicy[];
}

/** Reads a signed transaction from its canonical encoding. */
export function readTransaction(encoded: Uint8Array): Decoded<KnownTransaction> {
  const decoded = decode(signedTransactionCodec, encoded);
  if (!decoded.ok) return decoded;
  const signed = decoded.value;
  const id = encodedTransactionId(splitSignedTransaction(encoded).transaction);
  return { ok: true, value: { signed, id, hash: signedTransactionHash(encoded), encoded } };
}
