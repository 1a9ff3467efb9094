/** Every outcome of a transaction, with a stable code and a sentence that says what to do. */
import type { Codec } from './codec.ts';
import { tag } from './codec-basic.ts';

/**
 * Outcomes of a transaction that is in a block. All but `success` change nothing but the sender's
 * sequence. Numbers are stable and never reused.
 */
const statusNumbers = {
  success: 0,
  unknown_account: 1,
  account_exists: 2,
  unknown_asset: 3,
  asset_exists: 4,
  insufficient_funds: 5,
  not_issuer: 6,
  zero_amount: 7,
  amount_overflow: 8,
  invalid_policy: 9,
  scheme_not_allowed: 10,
  invalid_decimals: 11,
  same_account: 12,
} as const;

export type Status = keyof typeof statusNumbers;

export const statusCodec: Codec<Status> = tag<Status>(statusNumbers);

export const statuses = Object.keys(statusNumbers) as readonly Status[];

/** What each status means, for people. */
export const statusMeaning: Readonly<Record<Status, string>> = {
  success: 'Every operation was applied.',
  unknown_account: 'An account it pays to does not exist; create it first with createAccount.',
  account_exists: 'The account to be created exists already.',
  unknown_asset: 'The asset does not exist; define it first with defineAsset.',
  asset_exists: 'An asset of this code exists already; choose another code.',
  insufficient_funds: 'The source holds less of the asset than the operation takes.',
  not_issuer: 'Only the issuer of an asset may mint it.',
  zero_amount: 'An amount of zero moves nothing; give at least one unit.',
  amount_overflow: 'The supply would exceed 2^128 - 1 units.',
  invalid_policy:
    'The policy has a zero weight, a duplicate key, or a threshold its keys do not reach.',
  scheme_not_allowed: 'The genesis does not allow this signature scheme for accounts.',
  invalid_decimals: 'An asset has at most 18 decimals.',
  same_account: 'Source and destination are the same account.',
};

/**
 * Why a transaction can't be in a block at all, in the order of checking: the cheapest come first,
 * the signatures last. The sender's sequence is not used up.
 */
export const refusalMeaning = {
  malformed: 'The bytes or the JSON are not a transaction.',
  too_large: 'The signed transaction is over the size limit.',
  wrong_chain: 'The transaction was made for another chain.',
  expired: 'The height in validUntil has passed; build the transaction again.',
  valid_too_long: 'validUntil is too far ahead; at most 10,000 blocks are allowed.',
  unknown_sender: 'The sender, or the source of an operation, has no account on this chain.',
  sequence_used: 'The sequence has been used; take the next one of the account.',
  sequence_taken: 'Another transaction with this sequence is waiting already.',
  sequence_too_far: 'The sequence is too far ahead of the account; send the ones before it first.',
  witness_unneeded:
    'A witness is for an account that need not sign, or that has enough without it; leave it out.',
  witness_duplicate: 'Two witnesses are by the same key of the same account.',
  unknown_key: 'A witness names a key that is not in its account’s policy.',
  scheme_phased_out: 'The scheme of a signing key is not allowed on this chain.',
  policy_not_met: 'The signatures do not reach the threshold of every account involved.',
  missing_public_key: 'A key is used for the first time, so its witness must carry the public key.',
  wrong_public_key: 'The public key in a witness is not the one its account’s policy names.',
  bad_signature: 'A signature does not verify.',
  mempool_full: 'The node has too many waiting transactions; try again later.',
} as const;

export type Refusal = keyof typeof refusalMeaning;
