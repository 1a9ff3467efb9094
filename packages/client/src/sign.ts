/** Signing transactions, and bringing together the signatures of several people. */
import { type Address, keyAddress, type SigningKey } from '@trellis/crypto';
import {
  keyAccount,
  nextHeight,
  type Policy,
  type SignedTransaction,
  type Transaction,
  transactionId,
  transactionMessage,
  transactionPurpose,
  type Witness,
} from '@trellis/protocol';
import { BuildError } from './errors.ts';
import { givenPublicKey } from './given.ts';
import type { ProvenAccount, ProvenRecovery } from './read-state.ts';

/** Who signs: a key at its position in the account's policy. */
export interface TransactionSigner {
  readonly account: Address;
  readonly keyIndex: number;
  readonly key: SigningKey;
  /** For the first use of a key: the ledger has not seen it yet. */
  readonly firstUse: boolean;
}

/**
 * The account that a key alone signs for.
 *
 * @example
 * const address = accountOf(key); // the account that this key alone signs for
 */
export function accountOf(key: SigningKey): Address {
  const { scheme, publicKey } = givenPublicKey(key);
  return keyAccount(scheme, keyAddress(scheme, publicKey));
}

/**
 * One signature on a transaction.
 *
 * @example
 * const { transaction, account } = await prepare(light, { sender: from, operations: [transfer({ from, to, asset, amount: 5n })] });
 * const mine = await witness(transaction, signerOf(account, key));
 */
export async function witness(
  transaction: Transaction,
  { account, keyIndex, key, firstUse }: TransactionSigner,
): Promise<Witness> {
  const signature = await key.sign(transactionPurpose, transactionMessage(transaction));
  return { account, keyIndex, signature, publicKey: firstUse ? key.publicKey : null };
}

/**
 * Signs with every signer.
 *
 * @example
 * const { transaction, account } = await prepare(light, { sender: from, operations: [transfer({ from, to, asset, amount: 5n })] });
 * const signed = await signTransaction(transaction, [signerOf(account, key)]);
 */
export async function signTransaction(
  transaction: Transaction,
  signers: readonly TransactionSigner[],
): Promise<SignedTransaction> {
  const witnesses = await Promise.all(signers.map((signer) => witness(transaction, signer)));
  return { transaction, witnesses };
}

/**
 * Adds a witness; one by the same key takes the place of the old.
 *
 * @example
 * const { transaction, account } = await prepare(light, { sender: from, operations: [transfer({ from, to, asset, amount: 5n })] });
 * const signed = await signTransaction(transaction, []);
 * const both = addWitness(signed, await witness(transaction, signerOf(account, key)));
 */
export function addWitness(signed: SignedTransaction, added: Witness): SignedTransaction {
  const others = signed.witnesses.filter(
    ({ account, keyIndex }) => account !== added.account || keyIndex !== added.keyIndex,
  );
  return { ...signed, witnesses: [...others, added] };
}

/**
 * One transaction with the witnesses of all copies. Throws `BuildError` `different_transactions` when
 * they are not copies of one.
 *
 * @example
 * const { transaction, account } = await prepare(light, { sender: from, operations: [transfer({ from, to, asset, amount: 5n })] });
 * const one = await signTransaction(transaction, [signerOf(account, key)]);
 * const merged = mergeWitnesses(one, one);
 */
export function mergeWitnesses(
  first: SignedTransaction,
  ...others: readonly SignedTransaction[]
): SignedTransaction {
  const id = transactionId(first.transaction);
  return others.reduce((merged, { transaction, witnesses }) => {
    const other = transactionId(transaction);
    if (other !== id) {
      throw new BuildError('different_transactions', `${other} is another transaction than ${id}`);
    }
    return witnesses.reduce(addWitness, merged);
  }, first);
}

/**
 * The policy that rules the block after the one that proves the account; `undefined` if there is none.
 *
 * @example
 * const policyNow = currentPolicy(await getAccount(light, from));
 */
export function currentPolicy({
  value: account,
  header,
}: Pick<ProvenAccount, 'value' | 'header'>): Policy | undefined {
  if (account === null) return undefined;
  const next = account.nextPolicy;
  return next !== null && nextHeight(header.height) >= next.fromHeight
    ? next.policy
    : account.policy;
}

/**
 * The signer for a key of an account. Throws `BuildError`: `unknown_sender` when there is no such account,
 * `wrong_key` when the key is not one of its keys.
 *
 * @example
 * const signer = signerOf(await getAccount(light, from), key); // throws BuildError wrong_key
 */
export function signerOf(account: ProvenAccount, key: SigningKey): TransactionSigner {
  const policy = currentPolicy(account);
  if (policy === undefined) {
    throw new BuildError('unknown_sender', 'the account does not exist on this chain');
  }
  const keyIndex = indexOf(policy, key);
  if (keyIndex === -1) {
    throw new BuildError('wrong_key', 'the key is not one of the account’s keys');
  }
  const firstUse = !account.reported.registeredKeys.includes(keyAddress(key.scheme, key.publicKey));
  return { account: account.address, keyIndex, key, firstUse };
}

/**
 * The signer for a recovery key of an account, for transactions that start or finish its recovery. The
 * public key always goes along: recovery keys are used too rarely for their registration to matter.
 * Throws `BuildError` `no_recovery` or `wrong_key`.
 *
 * @example
 * const signer = recoverySignerOf(await getRecovery(light, from), key); // throws BuildError no_recovery
 */
export function recoverySignerOf(
  { address, value: recovery }: Pick<ProvenRecovery, 'address' | 'value'>,
  key: SigningKey,
): TransactionSigner {
  if (recovery === null) {
    throw new BuildError('no_recovery', 'the account has no recovery keys');
  }
  const keyIndex = indexOf(recovery.policy, key);
  if (keyIndex === -1) {
    throw new BuildError('wrong_key', 'the key is not one of the account’s recovery keys');
  }
  return { account: address, keyIndex, key, firstUse: true };
}

function indexOf({ keys }: Policy, { scheme, publicKey }: SigningKey): number {
  const address = keyAddress(scheme, publicKey);
  return keys.findIndex((one) => one.scheme === scheme && one.address === address);
}
