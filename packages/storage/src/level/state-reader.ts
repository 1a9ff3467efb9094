/** Questions about the newest state, and about earlier ones, that only those who look at the chain ask. */
import type { Address } from '@trellis/crypto';
import type { State } from '@trellis/ledger';
import {
  type AssetCode,
  balanceRecordCodec,
  type Height,
  isKeyOf,
  type NodeRecord,
  type ProposalRecord,
  type RecordOf,
  type StateKey,
  type StateKeyParts,
  type StateKind,
  stateKeyParts,
  stateKeyPrefix,
} from '@trellis/protocol';
import { decodeRecord, decodeValue } from './database.ts';
import type { Database } from './database-interface.ts';
import type { PastEntry } from './historical-states.ts';
import type { HistoryRange, HistoryRecord } from './history.ts';
import { historyPlaceOf, historyRange, keys, stateKeyOf, stateRange } from './keyspace.ts';

export interface StateReader {
  /** The newest final state. */
  readonly state: State;
  /** The oldest height whose state is kept: the newest one's, unless more are kept. */
  statesFrom(): Height;
  /** An entry of the state after a block; `undefined` when that state is not kept. */
  pastEntry(key: StateKey, height: Height): Promise<PastEntry | undefined>;
  balances(
    account: Address,
  ): Promise<readonly { readonly asset: AssetCode; readonly amount: bigint }[]>;
  /** How a balance came to be what it is. */
  history(range: HistoryRange): Promise<readonly HistoryRecord[]>;
  /** The records of a kind in the order of their keys, behind `after` if it is given, as of the call, read a few at a time. */
  records<K extends StateKind>(
    kind: K,
    after?: StateKey<K>,
  ): AsyncIterable<readonly [StateKey<K>, RecordOf<K>]>;
  nodes(): Promise<readonly NodeRecord[]>;
  proposals(): Promise<readonly ProposalRecord[]>;
}

/** What is read from the database in ranges. */
export function createStateReader(
  database: Database,
): Pick<StateReader, 'balances' | 'history' | 'records' | 'nodes' | 'proposals'> {
  /** The entries of a kind in order, or those of them whose keys have this first part. */
  async function scan<K extends StateKind>(kind: K, first?: StateKeyParts<K>[0]) {
    const entries = await database.iterator(stateRange(stateKeyPrefix(kind, first))).all();
    return entries.map(([key, value]) => decodeEntry(database, kind, key, value));
  }

  return {
    async balances(account) {
      const entries = await scan('balance', account);
      return entries.map(([key, { amount }]) => ({ asset: stateKeyParts(key)[1], amount }));
    },
    async history({ count, ...range }) {
      const options = { ...historyRange(range), reverse: range.side === 'before', limit: count };
      const entries = await database.iterator(options).all();
      return entries.map(([key, value]) => ({
        ...historyPlaceOf(key),
        amount: decodeValue(database, key, balanceRecordCodec, value).amount,
      }));
    },
    async *records<K extends StateKind>(kind: K, after?: StateKey<K>) {
      const { gte, lt } = stateRange(stateKeyPrefix(kind));
      const range = after === undefined ? { gte, lt } : { gt: keys.state(after), lt };
      for await (const [key, value] of database.iterator(range)) {
        yield decodeEntry(database, kind, key, value);
      }
    },
    async nodes() {
      return (await scan('node')).map(([, record]) => record);
    },
    async proposals() {
      return (await scan('proposal')).map(([, record]) => record);
    },
  };
}

/** An entry under a key that begins with its kind. Throws `DamagedValue`. */
function decodeEntry<K extends StateKind>(
  database: Database,
  kind: K,
  key: Uint8Array,
  value: Uint8Array,
): readonly [StateKey<K>, RecordOf<K>] {
  const found = stateKeyOf(key);
  if (!isKeyOf(kind, found)) throw database.damage(key, `it is not of the kind ${kind}`);
  return [found, decodeRecord(database, found, value)];
}
