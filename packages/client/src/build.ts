/** Making transactions: bodies from operations, and signatures on them, all without a node. */
import type { Address, SigningKey } from '@trellis/crypto';
import {
  type AssetCode,
  type ChainId,
  type Operation,
  type OperationOf,
  type Policy,
  type SignedTransaction,
  type Transaction,
  toHeight,
  transactionMessage,
  transactionPurpose,
  type Witness,
} from '@trellis/protocol';

export interface TransactionPlan {
  readonly chainId: ChainId;
  readonly sender: Address;
  /** One more than the sender's last. */
  readonly sequence: bigint;
  /** Last height of a block that may hold the transaction. */
  readonly validUntil: bigint;
  readonly operations: readonly Operation[];
  readonly memo?: string;
}

/** A transaction that nobody has signed yet. */
export function buildTransaction(plan: TransactionPlan): Transaction {
  return { ...plan, validUntil: toHeight(plan.validUntil), memo: plan.memo ?? '' };
}

/** Moves `amount` smallest units of an asset. */
export function transfer(move: {
  readonly from: Address;
  readonly to: Address;
  readonly asset: AssetCode;
  readonly amount: bigint;
}): OperationOf<'transfer'> {
  const { from, ...rest } = move;
  return { type: 'transfer', source: from, ...rest };
}

/** Creates the account whose address is `policyAddress(policy)`; `source` pays nothing but signs. */
export function createAccount(source: Address, policy: Policy): OperationOf<'createAccount'> {
  return { type: 'createAccount', source, policy };
}

/** Gives an account other keys, from the next block on. */
export function setPolicy(account: Address, policy: Policy): OperationOf<'setPolicy'> {
  return { type: 'setPolicy', source: account, policy };
}

/** Defines an asset with `issuer` as the account that may mint it. */
export function defineAsset(definition: {
  readonly issuer: Address;
  readonly asset: AssetCode;
  readonly decimals: number;
  readonly name: string;
}): OperationOf<'defineAsset'> {
  const { issuer, ...rest } = definition;
  return { type: 'defineAsset', source: issuer, ...rest };
}

/** Makes new units of an asset; for its issuer alone. */
export function mint(units: {
  readonly issuer: Address;
  readonly to: Address;
  readonly asset: AssetCode;
  readonly amount: bigint;
}): OperationOf<'mint'> {
  const { issuer, ...rest } = units;
  return { type: 'mint', source: issuer, ...rest };
}

/** Destroys units that `holder` has. */
export function burn(units: {
  readonly holder: Address;
  readonly asset: AssetCode;
  readonly amount: bigint;
}): OperationOf<'burn'> {
  const { holder, ...rest } = units;
  return { type: 'burn', source: holder, ...rest };
}

/** Who signs: a key at its position in the account's policy. */
export interface TransactionSigner {
  readonly account: Address;
  readonly keyIndex: number;
  readonly key: SigningKey;
  /** Whether the ledger has not seen the public key yet. */
  readonly firstUse: boolean;
}

/** One signature on a transaction. */
export async function witness(
  transaction: Transaction,
  { account, keyIndex, key, firstUse }: TransactionSigner,
): Promise<Witness> {
  const signature = await key.sign(transactionPurpose, transactionMessage(transaction));
  return { account, keyIndex, signature, publicKey: firstUse ? key.publicKey : null };
}

/** Signs with every signer. */
export async function signTransaction(
  transaction: Transaction,
  signers: readonly TransactionSigner[],
): Promise<SignedTransaction> {
  const witnesses = await Promise.all(signers.map((signer) => witness(transaction, signer)));
  return { transaction, witnesses };
}

/** Adds a witness; one by the same key takes the place of the old. */
export function addWitness(signed: SignedTransaction, added: Witness): SignedTransaction {
  const others = signed.witnesses.filter(
    ({ account, keyIndex }) => account !== added.account || keyIndex !== added.keyIndex,
  );
  return { ...signed, witnesses: [...others, added] };
}
