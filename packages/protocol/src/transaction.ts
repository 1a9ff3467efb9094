/** Transactions: 1 to 100 operations that all apply or none does, and the witness that allows them. */
import { type Address, type Hash, hash, type SignaturePurpose } from '@trellis/crypto';
import { encode, type ValueOf } from './codec.ts';
import { addressCodec, foreignText, uint8, uint64 } from './codec-basic.ts';
import { container, list, optional } from './codec-composite.ts';
import { toHeight } from './height.ts';
import { limits } from './limits.ts';
import {
  operationAccounts,
  operationCodec,
  operationFacts,
  operationSigners,
} from './operation.ts';
import {
  type ChainId,
  chainIdCodec,
  heightCodec,
  publicKeyCodec,
  signatureCodec,
} from './scalars.ts';
import { chainMessage } from './signing.ts';
import { plainSince } from './version-rules.ts';

const memoCodec = plainSince(
  'plainText',
  foreignText(limits.memoBytesMax, `a memo of at most ${limits.memoBytesMax} bytes`),
);

export const transactionFields = {
  chainId: chainIdCodec,
  sender: addressCodec,
  sequence: uint64,
  /** Last height of a block that may hold this transaction. */
  validUntil: heightCodec,
  operations: list(operationCodec, limits.operationsMax, 1),
  memo: memoCodec,
};

/** The part that is signed. `sequence` is exactly one more than the sender's last. */
export const transactionCodec = container(transactionFields);

/** One signature: by the key at `keyIndex` of the account's policy. */
export const witnessCodec = container({
  account: addressCodec,
  keyIndex: uint8,
  signature: signatureCodec,
  /** Only the first time the key is used: after that the state knows it. */
  publicKey: optional(publicKeyCodec),
});

/** What is submitted, gossiped and stored. The id covers `transaction` alone. */
export const signedTransactionCodec = container({
  transaction: transactionCodec,
  witnesses: list(witnessCodec, limits.witnessesMax),
});

export type Transaction = ValueOf<typeof transactionCodec>;
export type Witness = ValueOf<typeof witnessCodec>;
export type SignedTransaction = ValueOf<typeof signedTransactionCodec>;

/** Purpose of every transaction signature. */
export const transactionPurpose: SignaturePurpose = 'tx';

/** Identity of a transaction: of what it does, whoever's signatures it carries. */
export function transactionId(transaction: Transaction): Hash {
  return encodedTransactionId(encode(transactionCodec, transaction));
}

/** What a transaction does, whichever sequence it takes and until whenever it is valid. */
export function transactionContent(
  transaction: Omit<Transaction, 'sequence' | 'validUntil'>,
): Hash {
  // No transaction has this sequence, so none has this id.
  return transactionId({ ...transaction, sequence: 0n, validUntil: toHeight(0) });
}

/** `transactionId`, for whoever has the transaction's encoding already. */
export function encodedTransactionId(encoded: Uint8Array): Hash {
  return hash('transaction', encoded);
}

/**
 * Hash of a whole signed transaction, from its encoding. Hedged signing gives one transaction many
 * signed forms; this tells them apart, and is what a proposal lists and a verification is kept under.
 */
export function signedTransactionHash(encoded: Uint8Array): Hash {
  return hash('signedTransaction', encoded);
}

/** The message that every witness of a transaction signs: the chain id, then the whole body. */
export function transactionMessage(transaction: Transaction): Uint8Array {
  return encodedTransactionMessage(transaction.chainId, encode(transactionCodec, transaction));
}

/** `transactionMessage`, for whoever has the transaction's encoding already. */
export function encodedTransactionMessage(chainId: ChainId, encoded: Uint8Array): Uint8Array {
  return chainMessage(chainId, encoded);
}

/** The accounts whose policies a transaction's witnesses must meet: the sender and whoever signs an operation, sorted. */
export function requiredSigners({ sender, operations }: Transaction): readonly Address[] {
  // Most transactions are by one account, and this is asked of each several times.
  if (operations.every((one) => operationSigners(one).every((signer) => signer === sender)))
    return [sender];
  return [...new Set([sender, ...operations.flatMap((one) => operationSigners(one))])].sort();
}

/** The accounts that a transaction acts for, pays to, acts on, names or makes. */
export function affectedAccounts(transaction: Transaction): ReadonlySet<Address> {
  const { sender, operations } = transaction;
  return new Set([sender, ...operations.flatMap((one) => operationAccounts(one))]);
}

/**
 * Whether an account's recovery keys sign a transaction, in place of its own: they do if all it does in
 * it is to start or to finish its recovery. An owner who does that among other things signs as ever.
 */
export function signsByRecovery(
  { operations }: Pick<Transaction, 'operations'>,
  account: Address,
): boolean {
  // Most transactions do nothing of the kind, and this is asked of each several times.
  if (!operations.some(({ type }) => operationFacts(type).signedBy === 'recovery')) return false;
  const own = operations.filter((one) => operationSigners(one).includes(account));
  return own.length > 0 && own.every(({ type }) => operationFacts(type).signedBy === 'recovery');
}
