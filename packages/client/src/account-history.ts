/** How a balance came to be what it is, the newest entry first, as far back as the caller reads; each entry is proven. */
import type { Address } from '@trellis/crypto';
import { type AssetCode, limits } from '@trellis/protocol';
import type { FinalTransaction, HistoryEntry } from '@trellis/protocol/http-api';
import { withFinality } from './finality.ts';
import { givenObject } from './given.ts';
import { givenLight } from './given-light.ts';
import type { LightClient } from './light-client.ts';
import { ProofError } from './proof-error.ts';
import { getHistory, getReportedTransaction } from './read.ts';
import type { Proven } from './read-entries.ts';
import { getBalance } from './read-state.ts';
import { verifyHistory, verifyHistoryEntry } from './verify-history.ts';

/** A balance of which asset. */
export interface BalanceName {
  readonly address: Address;
  readonly asset: AssetCode;
}

/** Where an entry is in the chain. */
export interface EntryPlace {
  readonly height: bigint;
  /** As in `HistoryEntry`. */
  readonly position: number;
}

/** An entry, with the transaction that it is by; `null`: by the genesis, a hold that expired, or a snapshot. */
export interface ProvenEntry {
  readonly entry: HistoryEntry;
  readonly final: FinalTransaction | null;
}

/**
 * Whether an entry is later in the chain than a place.
 *
 * @example
 * const isLater = isBehind({ height: 8n, position: 0 }, { height: 7n, position: 3 }); // true
 */
export function isBehind(one: EntryPlace, place: EntryPlace): boolean {
  return (
    one.height > place.height || (one.height === place.height && one.position > place.position)
  );
}

/**
 * The entries of a balance, the newest first. Together they lead to the balance that the state proves, and each is by a
 * transaction that is proven, so none can be left out, changed or put in. Throws `ProofError`, `ApiProblem` or
 * `Unreachable`.
 *
 * @example
 * for await (const { entry } of accountHistory(light, { address: from, asset })) {
 *   console.log(entry.height);
 *   break;
 * }
 */
export async function* accountHistory(
  light: LightClient,
  of: BalanceName,
): AsyncGenerator<ProvenEntry> {
  givenLight(light);
  givenObject(of, 'a balance: address and asset');
  for await (const entry of entriesBack(light, of)) {
    yield { entry, final: await proveHistoryEntry(light, { ...of, entry }) };
  }
}

/**
 * The entries behind a place, the oldest first. Throws as `accountHistory` does.
 *
 * @example
 * const place = { height: 0n, position: 0 };
 * for await (const { entry } of entriesBehind(light, { address: from, asset }, place)) console.log(entry.height);
 */
export async function* entriesBehind(
  light: LightClient,
  of: BalanceName,
  place: EntryPlace,
): AsyncGenerator<ProvenEntry> {
  const behind: HistoryEntry[] = [];
  for await (const entry of entriesBack(light, of)) {
    if (!isBehind(entry, place)) break;
    behind.push(entry);
  }
  // One after another, as the transactions of many would not fit into memory.
  for (const entry of behind.reverse()) {
    yield { entry, final: await proveHistoryEntry(light, { ...of, entry }) };
  }
}

/**
 * The entries that lead to the balance that the state proves, the newest first. That each is by its transaction remains to
 * be proven, by `proveHistoryEntry`: for whoever wants some of them. Throws as `accountHistory` does.
 *
 * @example
 * for await (const entry of entriesBack(light, { address: from, asset })) {
 *   console.log(entry.height);
 *   break;
 * }
 */
export async function* entriesBack(
  light: LightClient,
  of: BalanceName,
): AsyncGenerator<HistoryEntry> {
  const { page, balance } = await newestPage(light, of);
  let entries = page;
  let later: readonly HistoryEntry[] = [];
  for (;;) {
    const isWhole = entries.length < limits.historyPageMax;
    // A page has to lead to the first entry of the one that was read before.
    const value = later[0]?.after ?? balance.value;
    verifyHistory({
      ...of,
      entries: [...entries, ...later],
      balance: { ...balance, value },
      isWhole,
    });
    yield* entries.toReversed();
    const [first] = entries;
    if (isWhole || first === undefined) return;
    later = [first];
    entries = await olderPage(light, of, { height: first.height, position: first.position });
  }
}

/**
 * Checks that an entry is by a final transaction, which it gives. Throws as `accountHistory` does.
 *
 * @example
 * for await (const entry of entriesBack(light, { address: from, asset })) {
 *   const proof = await proveHistoryEntry(light, { address: from, asset, entry });
 *   break;
 * }
 */
export async function proveHistoryEntry(
  light: LightClient,
  of: BalanceName & { readonly entry: HistoryEntry },
): Promise<FinalTransaction | null> {
  const { transactionId, height } = of.entry;
  if (transactionId === null) return null;
  const reported = await getReportedTransaction(light.transport, transactionId);
  if (reported.final === null) {
    throw new ProofError('wrong_transaction', 'the node has an entry that is not final');
  }
  const final = await withFinality<FinalTransaction>(light.transport, reported.final);
  await light.check(height, (trusted) => verifyHistoryEntry(trusted, light.verifier, of, final));
  return final;
}

async function newestPage(
  light: LightClient,
  of: BalanceName,
): Promise<{ page: readonly HistoryEntry[]; balance: Proven<bigint> }> {
  for (let attempt = 1; ; attempt++) {
    const [newest, balance] = await Promise.all([
      getHistory(light.transport, of.address, of.asset),
      getBalance(light, of.address, of.asset),
    ]);
    // Both are of the same block, if the chain is not too quick for that.
    if (balance.header.height === newest.height || attempt === 5) {
      return { page: newest.entries.toReversed(), balance };
    }
  }
}

async function olderPage(light: LightClient, of: BalanceName, place: EntryPlace) {
  const { entries } = await getHistory(light.transport, of.address, of.asset, {
    side: 'before',
    place,
  });
  return entries.toReversed();
}
