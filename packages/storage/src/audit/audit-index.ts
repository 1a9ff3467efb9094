/** What a block leaves in the indexes, compared with what is stored: read by other threads while the next block is executed. */
import type { BalanceEntry } from '@trellis/ledger';
import {
  balanceRecordCodec,
  encode,
  type Height,
  type Receipt,
  stateKeyParts,
} from '@trellis/protocol';
import type { Database } from '../level/database-interface.ts';
import { keys } from '../level/keyspace.ts';
import { receiptsRecordCodec, transactionRecordCodec } from '../level/records.ts';
import type { Note } from './faults.ts';
import { isSame, stored } from './stored.ts';

interface At {
  readonly height: Height;
  readonly note: Note;
}

interface Expected {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** What is wrong where another value stands, or none. */
  readonly otherwise: string;
}

/**
 * Receipts are what execution gives, the index leads to each transaction, and the history of each balance has what the
 * block made of it. `receipts` is `null` of a block that keeps none.
 */
export function auditIndex(
  database: Database,
  at: At,
  effects: {
    readonly receipts: readonly Receipt[] | null;
    readonly balances: readonly BalanceEntry[];
  },
): { readonly history: number; readonly checked: Promise<void> } {
  auditReceipts(database, at, effects.receipts);
  const history = expectedHistory(at.height, effects.balances);
  const places = effects.receipts === null ? [] : expectedPlaces(at.height, effects.receipts);
  return { history: history.length, checked: compare(database, at, [...places, ...history]) };
}

async function compare(
  database: Database,
  { height, note }: At,
  expected: readonly Expected[],
): Promise<void> {
  const found = await database.inspectMany(expected.map(({ key }) => key));
  for (const [index, { key, value, otherwise }] of expected.entries()) {
    if (!isSame(found[index], value)) note(height, otherwise, key);
  }
}

function auditReceipts(
  database: Database,
  { height, note }: At,
  receipts: readonly Receipt[] | null,
): void {
  const key = keys.receipts(height);
  const found = stored(database, key);
  if (receipts === null) {
    if (found !== undefined) note(height, 'it has receipts, and was pruned', key);
  } else if (!isSame(found, encode(receiptsRecordCodec, receipts))) {
    note(height, 'its receipts are not those of its transactions', key);
  }
}

function expectedPlaces(height: Height, receipts: readonly Receipt[]): readonly Expected[] {
  return receipts.map(({ transactionId }, index) => ({
    key: keys.transaction(transactionId),
    value: encode(transactionRecordCodec, { height, index }),
    otherwise: `the index of transaction ${index} is wrong or missing`,
  }));
}

function expectedHistory(height: Height, balances: readonly BalanceEntry[]): readonly Expected[] {
  // Of two entries of one key the later counts.
  const last = new Map(balances.map((entry) => [`${entry.position} ${entry.key}`, entry]));
  return [...last.values()].map(({ key, position, amount }) => {
    const [account, asset] = stateKeyParts(key);
    return {
      key: keys.history(account, asset, { height, position }),
      value: encode(balanceRecordCodec, { amount }),
      otherwise: `the history of ${key} is wrong or incomplete`,
    };
  });
}
