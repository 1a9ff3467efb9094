/**
 * Reads everything that is stored, a little at a time, within a period: what is read rarely would else be found damaged
 * when it is needed, and when the peers that have it may be gone. Values of a database from before the checksums are
 * given them first.
 */
import { decode, type Height, nextHeight } from '@trellis/protocol';
import type { Database } from '../level/database-interface.ts';
import { heightOf, keys, keyText, prefixOf } from '../level/keyspace.ts';
import { readPruned } from '../level/pruned.ts';
import { receiptsRecordCodec } from '../level/records.ts';
import { readHeader } from '../level/stored-block.ts';
import type { ValueCheckParts } from './check-value.ts';
import { storedProblem } from './heal-value.ts';
import type { Damage } from './quick-check.ts';
import { type Alternatives, isPruned, wantedFor } from './wanted-values.ts';

/** Values of one step. */
export const scrubStepValues = 32;
const upgradeValues = 256;

export interface ScrubProgress {
  /** Values of this pass that were read. */
  readonly read: number;
  /** How many there were in the last pass; `null` in the first one. */
  readonly of: number | null;
  /** Passes that came to the end since the start of the node. */
  readonly passes: number;
  /** Whether values without a checksum are left. */
  readonly upgrading: boolean;
}

export interface Scrubber {
  /** Does one step; what it found damaged or missing. */
  step(): Promise<readonly Damage[]>;
  progress(): ScrubProgress;
}

/** `base` is the height that the chain begins with. */
export function createScrubber(parts: ValueCheckParts, base: Height): Scrubber {
  const { database } = parts;
  let from: Uint8Array = new Uint8Array();
  let [read, passes] = [0, 0];
  let of: number | null = null;
  let lastHeader: Height | null = null;

  async function damageOf(key: Uint8Array, value: Uint8Array | null): Promise<readonly Damage[]> {
    const what = await storedProblem(parts, key);
    if (what === 'it is missing') return [];
    if (what !== null) return [{ key, what }];
    if (value === null) return [];
    const wanted = wantedBy(database, key, value, { base, lastHeader });
    const prefix = prefixOf(key);
    if (prefix === 'header' || prefix === 'thinHeader') lastHeader = heightOf(key);
    const found: Damage[] = [];
    for (const alternatives of wanted) {
      if (await hasOneOf(database, alternatives)) continue;
      const [first] = alternatives;
      // It may have been pruned since.
      if (isPruned(database, first)) continue;
      found.push({ key: first, what: `it is missing, and ${keyText(key)} is there` });
    }
    return found;
  }

  return {
    async step() {
      if (database.isPlain()) {
        await database.upgrade(upgradeValues);
        return [];
      }
      const found: Damage[] = [];
      const entries = await database.inspect({ gt: from, limit: scrubStepValues }).all();
      for (const [key, value] of entries) {
        found.push(...(await damageOf(key, value)));
        from = key;
      }
      read += entries.length;
      if (entries.length < scrubStepValues) {
        from = new Uint8Array();
        of = read;
        read = 0;
        passes += 1;
        lastHeader = null;
      }
      return found;
    },
    progress: () => ({ read, of, passes, upgrading: database.isPlain() }),
  };
}

async function hasOneOf(database: Database, alternatives: Alternatives): Promise<boolean> {
  for (const key of alternatives) {
    const [entry] = await database.keys({ gte: key, lte: key, limit: 1 }).all();
    if (entry !== undefined) return true;
  }
  return false;
}

/** Keys of which one must be there, for each, if this value is. */
function wantedBy(
  database: Database,
  key: Uint8Array,
  value: Uint8Array,
  at: { readonly base: Height; readonly lastHeader: Height | null },
): readonly Alternatives[] {
  const prefix = prefixOf(key);
  if (prefix === 'receipts') {
    const receipts = decode(receiptsRecordCodec, value);
    if (!receipts.ok) return [];
    return receipts.value.map(({ transactionId }) => [keys.transaction(transactionId)]);
  }
  if (prefix !== 'header' && prefix !== 'thinHeader') return [];
  const height = heightOf(key);
  const final = readHeader(database, height);
  if (final === undefined) return [];
  const wanted = [...wantedFor(database, final, at.base)];
  if (at.lastHeader !== null && height > at.lastHeader + 1n && at.lastHeader >= at.base) {
    const missing = nextHeight(at.lastHeader);
    const { witnessesFrom } = readPruned(database);
    const [whole, thin] = [keys.header(missing), keys.thinHeader(missing)];
    wanted.push(missing < witnessesFrom ? [thin, whole] : [whole, thin]);
  }
  return wanted;
}
