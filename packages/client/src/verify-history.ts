/**
 * The light client on statements. Each entry begins with the balance that the one before it left, the
 * newest with what the state proves, so that no entry can be left out or put in unless others make up for
 * it; and each is by a transaction that is proven to be in its block.
 */
import type { Address, Hash } from '@trellis/crypto';
import {
  type AssetCode,
  balanceChange,
  codeText,
  type Receipt,
  stateKey,
  type Transaction,
  transactionMovements,
} from '@trellis/protocol';
import type { FinalTransaction, HistoryEntry } from '@trellis/protocol/http-api';
import type { CertifiedHeader } from './certified-header.ts';
import { ProofError } from './proof-error.ts';
import type { Proven } from './read-entries.ts';
import type { TrustedChain } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';
import { verifyTransaction } from './verify-transaction.ts';

/** Entries, the oldest first, and the balance that they lead to. */
export interface ProvenHistory {
  /** Whose statement it is, and of what. */
  readonly address: Address;
  readonly asset: AssetCode;
  readonly entries: readonly HistoryEntry[];
  readonly balance: Proven<bigint>;
  /** Whether the node says that there are none before these: then they begin with nothing, or bring a balance forward. */
  readonly isWhole?: boolean;
}

/**
 * Checks that entries, the oldest first, follow one another, and that the last of them leaves the balance that
 * proven of this account. Throws `ProofError`.
 *
 * @example
 * const { value } = await getBalance(light, from, asset);
 * console.log(value);
 */
export function verifyHistory({
  address,
  asset,
  entries,
  balance,
  isWhole = false,
}: ProvenHistory): void {
  const key = stateKey.balance(address, asset);
  if (!balance.entries.some((proven) => proven.key === key)) {
    throw new ProofError('wrong_entry', `the balance is not the one under ${key}`);
  }
  expectUnbroken(entries);
  const amount = balance.value;
  const last = entries.at(-1);
  const left = last?.after ?? amount;
  if (left !== amount) {
    throw new ProofError(
      'wrong_value',
      `the statement ends with ${left}, and the balance is ${amount}`,
    );
  }
  const [first] = entries;
  const begun = first?.before ?? amount;
  if (isWhole && begun !== 0n && !(first && isBroughtForward(first))) {
    throw new ProofError('wrong_value', `the statement has no lines before a balance of ${begun}`);
  }
}

/**
 * Whether an entry is where the node's own chain begins: with a snapshot, which has no history.
 *
 * @example
 * for await (const { entry } of accountHistory(light, { address: from, asset })) {
 *   if (isBroughtForward(entry)) break; // what was before is not kept
 * }
 */
export function isBroughtForward({ before, after, transactionId }: HistoryEntry): boolean {
  return transactionId === null && before === after;
}

/** Throws `ProofError` for entries that are out of order, or that do not follow from one another. */
function expectUnbroken(entries: readonly HistoryEntry[]): void {
  const ids = new Set<Hash>();
  for (const [index, entry] of entries.entries()) {
    expectTransaction(entry, ids);
    const previous = entries[index - 1];
    if (previous === undefined) continue;
    const isLater =
      entry.height > previous.height ||
      (entry.height === previous.height && entry.position > previous.position);
    if (!isLater || entry.before !== previous.after) {
      throw new ProofError(
        'wrong_value',
        `the entry of block ${entry.height} does not follow from the one before`,
      );
    }
  }
}

/**
 * An entry is by a transaction, once, or stands before those of its block. Where in its block a transaction is
 * proves too little: see `ProvenTransaction`.
 */
function expectTransaction({ height, position, transactionId: id }: HistoryEntry, ids: Set<Hash>) {
  if (position > 0 !== (id !== null) || (id !== null && ids.has(id))) {
    throw new ProofError('wrong_transaction', `block ${height} has no such entry`);
  }
  if (id !== null) ids.add(id);
}

/**
 * Checks that an entry is by a final transaction, and, where the transaction alone says what it moves, by
 * just that. Throws `ProofError`.
 *
 * @example
 * for await (const { entry, final: proof } of accountHistory(light, { address: from, asset })) {
 *   if (proof !== null) await verifyHistoryEntry(light.trusted(), verifier, { address: from, asset, entry }, proof);
 *   break;
 * }
 */
export async function verifyHistoryEntry(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  of: { readonly address: Address; readonly asset: AssetCode; readonly entry: HistoryEntry },
  final: FinalTransaction & Pick<CertifiedHeader, 'descendants'>,
): Promise<void> {
  const { entry } = of;
  if (entry.transactionId === null) {
    throw new ProofError('wrong_transaction', 'the entry is by no transaction');
  }
  const receipt = await verifyTransaction(trusted, provider, entry.transactionId, final);
  if (plainText(entry.transaction) !== plainText(final.signed.transaction)) {
    throw new ProofError('wrong_transaction', 'the entry shows another transaction');
  }
  const isThere = final.height === entry.height && final.header.time === entry.time;
  if (!isThere || final.index !== entry.position - 1) {
    throw new ProofError('wrong_transaction', 'the transaction is at another place in the chain');
  }
  if (receipt.status !== entry.status) {
    throw new ProofError(
      'wrong_receipt',
      `the entry of block ${entry.height} says ${codeText(entry.status ?? 'nothing')}, and the receipt ${receipt.status}`,
    );
  }
  const moved = movedBy(of, final.signed.transaction, receipt);
  if (moved !== undefined && moved !== entry.after - entry.before) {
    throw new ProofError(
      'wrong_value',
      `the entry of block ${entry.height} is for ${entry.after - entry.before}, and its transaction moved ${moved}`,
    );
  }
}

/** Equal for equal values; what an entry shows may hold codes that have no encoding here. */
function plainText(value: unknown): string {
  return JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}n` : one));
}

/** What a transaction changed a balance by, where that can be told without the state. */
function movedBy(
  { address, asset }: { readonly address: Address; readonly asset: AssetCode },
  transaction: Transaction,
  receipt: Receipt,
): bigint | undefined {
  return balanceChange(transactionMovements(transaction, receipt), { account: address, asset });
}
