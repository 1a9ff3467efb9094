/** Every outcome of a transaction, with a stable code and a sentence that says what to do. */
import type { Codec } from './codec.ts';
import { tag } from './codec-basic.ts';
import { groupDigits } from './group-digits.ts';
import { limits } from './limits.ts';

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
  rule_locked: 20,
  invalid_rules: 21,
  not_by_rules: 22,
  supply_exceeded: 23,
  account_frozen: 24,
  asset_frozen: 25,
  not_listed: 26,
  no_change: 27,
  unknown_hold: 30,
  hold_expired: 31,
  invalid_hold_time: 32,
  too_many_holds: 33,
  not_hold_party: 34,
  wrong_release: 35,
  wrong_preimage: 36,
  amount_above_hold: 37,
  hold_mismatch: 38,
  alias_taken: 110,
  unknown_alias: 111,
  too_many_aliases: 112,
  not_alias_party: 113,
  alias_mismatch: 114,
  unknown_mandate: 130,
  mandate_mismatch: 131,
  not_delegate: 132,
  mandate_expired: 133,
  payee_not_allowed: 134,
  mandate_used_up: 135,
  mandate_exceeded: 136,
  invalid_mandate: 137,
  too_many_mandates: 138,
  no_encryption_key: 120,
  wrong_readers: 121,
  role_missing: 60,
  unknown_proposal: 61,
  proposal_closed: 62,
  proposal_expired: 63,
  invalid_expiry: 64,
  unknown_node: 65,
  node_exists: 66,
  unknown_validator: 67,
  validator_exists: 68,
  invalid_power: 69,
  last_validator: 70,
  too_much_change: 71,
  key_in_use: 72,
  invalid_key: 73,
  scheme_in_use: 74,
  invalid_parameters: 75,
  too_many_keys: 76,
  invalid_upgrade: 77,
  not_operator: 78,
  no_recovery: 80,
  recovery_pending: 81,
  no_pending_recovery: 82,
  recovery_too_early: 83,
  invalid_delay: 84,
} as const;

/** The outcome of a transaction that is in a block; stable, and never reused. */
export type Status = keyof typeof statusNumbers;

export const statusCodec: Codec<Status> = tag<Status>(statusNumbers);

export const statuses = Object.keys(statusNumbers) as readonly Status[];

const proposalBlocks = groupDigits(limits.proposalBlocksMax);
const mandateDays = limits.mandateMsMax / (24 * 3_600_000);
const holdDays = limits.holdMsMax / (24 * 3_600_000);

/** What each status means, for people. */
export const statusMeaning: Readonly<Record<Status, string>> = {
  success: 'Every operation was applied.',
  unknown_account: 'An account it pays to does not exist; create it first with createAccount.',
  account_exists: 'The account to be created exists already.',
  unknown_asset: 'The asset does not exist; define it first with defineAsset.',
  asset_exists: 'An asset of this code exists already; choose another code.',
  insufficient_funds: 'The account holds less of the asset than the operation takes.',
  not_issuer: 'Only the issuer of an asset may mint or control it.',
  zero_amount: 'An amount of zero moves nothing; give at least one unit.',
  amount_overflow: 'The supply would exceed 2^128 - 1 units.',
  invalid_policy:
    'The policy has a zero weight, a duplicate key, or a threshold or quota its keys do not reach.',
  scheme_not_allowed: 'The genesis does not allow this signature scheme for accounts.',
  invalid_decimals: `An asset has at most ${limits.assetDecimalsMax} decimals.`,
  same_account: 'Source and destination are the same account.',
  rule_locked: 'A locked rule of the asset would change; locked rules are immutable.',
  invalid_rules: 'The locked rules are not named once each and in order.',
  not_by_rules:
    'The rules of the asset do not let its issuer do this; "trellis asset show" lists what they do.',
  supply_exceeded: 'There would be more units than the rules of the asset allow.',
  account_frozen:
    'An account is frozen for this asset: it can neither send nor receive any until the issuer unfreezes it.',
  asset_frozen:
    'The whole asset is frozen: nobody can send or receive any until its issuer unfreezes it.',
  not_listed:
    'An account is not on the allow-list of the asset; its issuer adds it with allowHolder.',
  no_change: 'It is so already; the operation would change nothing.',
  unknown_hold: 'There is no such hold; it has been paid out, given back, or never was.',
  hold_expired: 'The hold has expired: it is returned to its payer and can’t be paid out.',
  invalid_hold_time: `A hold ends at a whole second after its block, at most ${holdDays} days later.`,
  too_many_holds: 'As many holds as possible end at this second already; take another one.',
  not_hold_party:
    'The source is not an account that can do this with the hold: its arbiter posts it, its arbiter or payee voids it.',
  wrong_release:
    'The hold is paid out in another way: by its arbiter, or to whoever shows its preimage.',
  wrong_preimage: 'The SHA-256 hash of the preimage is not the one that the hold names.',
  amount_above_hold: 'The hold is for less than that.',
  hold_mismatch: 'The hold is not between these accounts, or not of this asset.',
  alias_taken:
    'Another account has this alias, or one that looks like it; "trellis alias find" shows whose it is.',
  unknown_alias: 'The account does not have this alias.',
  too_many_aliases: `An account has at most ${limits.aliasesMax} aliases; remove one first.`,
  not_alias_party:
    'Only the account itself, or an account with the role directory, can remove the alias.',
  alias_mismatch: 'An IBAN has to be under a key of the directory that confirms it.',
  unknown_mandate: 'There is no such mandate: it was revoked, or never granted.',
  mandate_mismatch: 'The mandate is of another account, or for another asset.',
  not_delegate:
    'The source is not the delegate of the mandate, or is not ruled by the delegate’s key alone.',
  mandate_expired: 'The mandate is over; its owner can grant another.',
  payee_not_allowed: 'The mandate does not allow payments to this account.',
  mandate_used_up: 'All payments of the mandate have been made.',
  mandate_exceeded:
    'The payment is larger than the mandate allows at once, or than what is left in the period.',
  invalid_mandate: `A mandate allows payments of at least one unit, not above the most of a period; periods of at least a second; and ends after its block, at most ${mandateDays} days later. A payee is named once.`,
  too_many_mandates: `An account has at most ${limits.mandatesMax} mandates at once; revoke one first.`,
  no_encryption_key:
    'The payee, or the auditor, has published no encryption key; it does so with setEncryptionKey.',
  wrong_readers:
    'A sealed remittance is for the payee and the auditor of the asset, in this order, and for nobody else.',
  role_missing: 'The source lacks the role that the operation needs.',
  unknown_proposal: 'There is no proposal of this number.',
  proposal_closed: 'The proposal has passed, failed or been rejected already.',
  proposal_expired: 'The height up to which the proposal could be voted on has passed.',
  invalid_expiry: `A proposal must be open for at least one and at most ${proposalBlocks} blocks, and a scheme end in a block to come.`,
  unknown_node: 'No node of this name is registered.',
  node_exists: 'A node of this name or with this peer id is registered already.',
  unknown_validator: 'The node is not a validator.',
  validator_exists: 'The node is a validator already.',
  invalid_power: `The power of a validator is a whole number from 1 to ${limits.validatorPowerMax}.`,
  last_validator: 'A chain without validators could never continue; add another one first.',
  too_much_change:
    'The validators would change by a third of the power or more; change them in several proposals.',
  key_in_use: 'Another validator or node uses this key already.',
  invalid_key: 'The public key is not one of its scheme.',
  scheme_in_use: 'A validator still votes with the scheme; rotate its key first.',
  invalid_parameters: 'The limits or fees are out of their range, or the asset does not exist.',
  too_many_keys: 'Too many network keys of the node count at the same time; wait for one to end.',
  invalid_upgrade:
    'An upgrade is to a version above the one in force, at a height from two blocks after the vote on, at most 1,000,000 blocks ahead.',
  not_operator: 'The source does not operate the node; only its operator answers for it.',
  no_recovery: 'The account has no recovery keys; its owner sets them with setRecovery.',
  recovery_pending:
    'A recovery of the account has been started; it has to be vetoed or finished first.',
  no_pending_recovery: 'No recovery of the account has been started.',
  recovery_too_early: 'The delay in which the owner can veto the recovery has not passed yet.',
  invalid_delay: 'The delay is shorter than the least that the chain allows for a recovery.',
};

/** Marked, as a bundler takes the text of a number for an effect, and would give a page all the meanings below. */
/* @__NO_SIDE_EFFECTS__ */
function validTooLong(): string {
  const most = groupDigits(limits.validityBlocksMax);
  return `validUntil is too far ahead; at most ${most} blocks are allowed.`;
}

/**
 * Why a transaction can't be in a block at all, in the order of checking: the cheapest come first,
 * the signatures last. The sender's sequence is not used up.
 */
export const rejectionMeaning = {
  malformed: 'The bytes or the JSON are not a transaction.',
  too_large: 'The signed transaction is over the size limit.',
  not_in_force:
    'It has an operation, an action or a scheme that begins with a later version of the protocol; "trellis governance protocol" shows the version in force.',
  forbidden_text:
    'A memo or a name has a line end, a control character, or a character that is not shown or changes the direction of text; leave it out.',
  wrong_chain: 'The transaction was made for another chain.',
  expired: 'The height in validUntil has passed; build the transaction again.',
  valid_too_long: validTooLong(),
  unknown_sender: 'The sender, or the source of an operation, has no account on this chain.',
  fee_not_covered: 'The sender holds less than the fee of the transaction.',
  fee_not_payable:
    'The sender is frozen for the asset that fees are paid in, or not on its allow-list.',
  sequence_used: 'The sequence has been used; take the next one of the account.',
  sequence_taken: 'Another transaction with this sequence is waiting already.',
  sequence_too_far: 'The sequence is too far ahead of the account; send the ones before it first.',
  no_recovery_keys:
    'The recovery keys of an account have to sign, and it has none; its owner sets them with setRecovery.',
  witness_unneeded:
    'A witness is for an account that need not sign, or that has enough without it; leave it out.',
  witness_duplicate: 'Two witnesses are by the same key of the same account.',
  unknown_key: 'A witness names a key that is not in its account’s policy.',
  scheme_phased_out: 'The scheme of a signing key is not allowed on this chain.',
  policy_not_met:
    'The signatures do not reach the weight, or the post-quantum weight, that every account involved asks for.',
  missing_public_key: 'A key is used for the first time, so its witness must carry the public key.',
  wrong_public_key: 'The public key in a witness is not the one its account’s policy names.',
  bad_signature: 'A signature does not verify.',
  mempool_full: 'The node has too many waiting transactions; try again later.',
} as const;

/** Why a transaction is in no block: it used no sequence and paid no fee. */
export type Rejection = keyof typeof rejectionMeaning;

export const rejections = Object.keys(rejectionMeaning) as readonly Rejection[];
