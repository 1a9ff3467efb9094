/**
 * States before the newest one. With each block goes what it replaced in the state and in its tree, by key and
 * height: an entry as it was after a block is what the first later block replaced, or else what stands there
 * today. The newest state is kept as it is without this, and costs no more to read.
 */

import { toHex } from '@trellis/crypto';
import { pageLevels } from '@trellis/ledger';
import {
  byteList,
  container,
  encode,
  type Height,
  heightCodec,
  list,
  mapKeyHash,
  pathBit,
  type StateKey,
  toHeight,
  type ValueOf,
} from '@trellis/protocol';
import { decodeValue, readRecord } from './database.ts';
import type { Batch, Database, Snapshot } from './database-interface.ts';
import { keys, pastRange, prefixRange } from './keyspace.ts';

/** What a block does to one key: its new value, or `null` to remove it. */
export type KeyWrite = readonly [key: Uint8Array, value: Uint8Array | null];

/** Of a key that was not there; no value of the state or its tree is empty. */
const absent = new Uint8Array();

/** Of which heights the states can be read. One whose `to` is not the newest height was left behind by a run that kept none. */
const rangeCodec = container({ from: heightCodec, to: heightCodec });
type HeightRange = ValueOf<typeof rangeCodec>;
const keyListCodec = list(byteList(512), 2 ** 24);

/** Blocks that are forgotten with a new one, if so many are too old: more than one, for when fewer have to be kept than before. */
const forgottenAtOnce = 4;

/** An entry of an earlier state. */
export interface PastEntry {
  /** The encoded record; `null`: there was none. */
  readonly value: Uint8Array | null;
  /** The pages of the tree of that state on the way to the key's place, by their paths. */
  readonly pages: ReadonlyMap<string, Uint8Array>;
}

export interface PastStates {
  /** The oldest height whose state can be read, `null` when none but the newest can. */
  from(): Height | null;
  /** Begins with the state after this block, which is the newest. */
  start(height: Height): Promise<void>;
  /** What goes into one batch; `null` if nothing is kept. */
  within(batch: Batch): PastWriter | null;
  /** An entry of the state after a block; `undefined` when that is not kept. */
  entry(key: StateKey, height: Height): Promise<PastEntry | undefined>;
}

export interface PastWriter {
  /** Before a block's writes: keeps what they replace, and forgets what is older than is kept. */
  keep(height: Height, writes: readonly KeyWrite[]): void;
  /** The batch is written. */
  accept(): void;
}

/** `kept` is how many states before the newest are kept; what is there of more is forgotten. */
export async function openHistoricalStates(
  database: Database,
  kept: number,
  head: Height | null,
): Promise<PastStates> {
  let range = readRange(database);
  if (kept === 0 || range?.to !== head) {
    await forgetAll(database, range);
    range = null;
  }
  if (head !== null) await start(head);

  async function start(height: Height): Promise<void> {
    if (kept === 0 || range !== null) return;
    range = { from: height, to: height };
    await database.put(keys.meta('past'), encode(rangeCodec, range), { sync: true });
  }

  return {
    from: () => range?.from ?? null,
    start,
    within(batch) {
      if (range === null) return null;
      const writer = createWriter(database, batch, kept, range);
      return {
        keep: writer.keep,
        accept() {
          range = writer.range();
        },
      };
    },
    async entry(key, height) {
      if (range === null) return undefined;
      // Blocks may be written meanwhile, and old states forgotten.
      const snapshot = database.snapshot();
      try {
        const readable = readRange(database, snapshot);
        if (readable === null || height < readable.from || height > readable.to) return undefined;
        return await readEntry(database, snapshot, key, height);
      } finally {
        await snapshot.close();
      }
    },
  };
}

function readRange(database: Database, snapshot?: Snapshot): HeightRange | null {
  const bytes = database.getSync(keys.meta('past'), snapshot ? { snapshot } : {});
  return bytes === undefined ? null : decodeValue(database, keys.meta('past'), rangeCodec, bytes);
}

/** The range first: entries without one count for nothing. */
async function forgetAll(database: Database, range: HeightRange | null): Promise<void> {
  if (range !== null) await database.del(keys.meta('past'), { sync: true });
  await database.clear(prefixRange('past'));
  await database.clear(prefixRange('pastKeys'));
}

/** Keeps in a batch what its blocks replace. `first` is the range before it. */
function createWriter(
  database: Database,
  batch: Batch,
  kept: number,
  first: HeightRange,
): Pick<PastWriter, 'keep'> & { range(): HeightRange } {
  let range = first;
  /** Of earlier blocks in the same batch. */
  const written = new Map<string, Uint8Array | null>();
  const replaced = new Map<Height, readonly Uint8Array[]>();

  function current(key: Uint8Array, name: string): Uint8Array | null {
    const earlier = written.get(name);
    return earlier === undefined ? (database.getSync(key) ?? null) : earlier;
  }

  function replacedBy(height: Height): readonly Uint8Array[] {
    return readRecord(database, keys.pastKeys(height), keyListCodec) ?? replaced.get(height) ?? [];
  }

  return {
    range: () => range,
    keep(height, writes) {
      for (const [key, value] of writes) {
        const name = toHex(key);
        batch.put(keys.past(key, height), current(key, name) ?? absent);
        written.set(name, value);
      }
      const changed = writes.map(([key]) => key);
      replaced.set(height, changed);
      batch.put(keys.pastKeys(height), encode(keyListCodec, changed));
      let { from } = range;
      for (let count = 0; count < forgottenAtOnce && from + BigInt(kept) < height; count++) {
        from = toHeight(from + 1n);
        for (const key of replacedBy(from)) batch.del(keys.past(key, from));
        batch.del(keys.pastKeys(from));
      }
      range = { from, to: height };
      batch.put(keys.meta('past'), encode(rangeCodec, range));
    },
  };
}

/** An entry of the state after a block that is kept in the snapshot. */
async function readEntry(
  database: Database,
  snapshot: Snapshot,
  key: StateKey,
  height: Height,
): Promise<PastEntry> {
  const read = async (current: Uint8Array): Promise<Uint8Array | undefined> => {
    const [later] = await database
      .values({ ...pastRange(current, height), limit: 1, snapshot })
      .all();
    const value = later ?? database.getSync(current, { snapshot });
    return value === undefined || value.length === 0 ? undefined : value;
  };
  const pages = new Map<string, Uint8Array>();
  const keyHash = mapKeyHash(key);
  for (let path = ''; ; ) {
    const page = await read(keys.treePage(path));
    if (page === undefined) break;
    pages.set(path, page);
    for (let level = 0; level < pageLevels; level++) {
      path += pathBit(keyHash, path.length) ? '1' : '0';
    }
  }
  return { value: (await read(keys.state(key))) ?? null, pages };
}
