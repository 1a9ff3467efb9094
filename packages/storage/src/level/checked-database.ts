/**
 * The database as the store sees it: every value is written with a checksum, and checked at every read. There is no
 * other way to the values, so neither can be forgotten.
 *
 * A database from before has values without checksums. They are given one as they are written, and by `upgrade`, which
 * passes through the keys in their order: what lies before `plainFrom` must have one.
 */
import { Level } from 'level';
import { checkedValue, withChecksum, withChecksumBriefly } from './checksum.ts';
import { DamagedValue, damaged, unknownFormat } from './damage.ts';
import type { Batch, Database, RawDatabase, Reading } from './database-interface.ts';
import { keys } from './keyspace.ts';
import { upgradeStep } from './upgrade-step.ts';
import { createWriteGate } from './write-gate.ts';

/** Versions of the layout in `keyspace.ts` and `records.ts`. A database keeps its own until something needs a later one. */
export const formats = {
  /** Without checksums. */
  plain: 3,
  checked: 4,
  /** Blocks in the order of heights, so that they can be pruned. */
  byHeight: 5,
} as const;

/** The checked database over an open one. `path` is what errors call it. Throws `StorageError`. */
export function checkedDatabase(raw: RawDatabase, path: string): Database {
  const gate = createWriteGate();
  const checksummed = batchesCopy(raw) ? withChecksumBriefly : withChecksum;
  const listeners = new Set<(damage: DamagedValue) => void>();
  let plainFrom = readPlainFrom(raw, path);
  let format = readFormat(raw) ?? formats.checked;

  function read(key: Uint8Array, stored: Uint8Array): Uint8Array | undefined {
    const value = checkedValue(key, stored);
    if (value !== undefined) return value;
    return plainFrom !== null && Buffer.compare(key, plainFrom) >= 0 ? stored : undefined;
  }
  function check(key: Uint8Array, stored: Uint8Array): Uint8Array {
    const value = read(key, stored);
    if (value !== undefined) return value;
    throw damage(key, 'its checksum does not match');
  }
  function damage(key: Uint8Array, what: string): DamagedValue {
    const error = new DamagedValue(path, key, what);
    for (const listener of listeners) listener(error);
    return error;
  }
  const batchOn = (write: (run: () => Promise<void>) => Promise<void>): Batch => {
    const batch = raw.batch();
    return {
      put: (key, value) => batch.put(key, checksummed(key, value)),
      del: (key) => batch.del(key),
      write: (options = {}) => write(() => batch.write(options)),
    };
  };
  const rewrite: Database['rewrite'] = (run) =>
    gate.rewrite(() => run(batchOn((write) => write())));
  return {
    getSync(key, options = {}) {
      const stored = raw.getSync(key, options);
      return stored === undefined ? undefined : check(key, stored);
    },
    iterator: (range = {}) =>
      mapped(raw.iterator(range), ([key, stored]) => [key, check(key, stored)] as const),
    keys: (range = {}) => mapped(raw.keys(range), (key) => key),
    values: (range = {}) => mapped(raw.iterator(range), ([key, stored]) => check(key, stored)),
    inspect: (range = {}) =>
      mapped(raw.iterator(range), ([key, stored]) => [key, read(key, stored) ?? null] as const),
    inspectMany: inspectingMany(raw, read),
    put: (key, value, options = {}) =>
      gate.write(() => raw.put(key, withChecksum(key, value), options)),
    del: (key, options = {}) => gate.write(() => raw.del(key, options)),
    clear: (range = {}) => gate.write(() => raw.clear(range)),
    batch: () => batchOn(gate.write),
    rewrite,
    isPlain: () => plainFrom !== null,
    format: () => format,
    async orderByHeight() {
      if (format !== formats.byHeight) await writeFormat(raw, formats.byHeight);
      format = formats.byHeight;
    },
    ...partsOf(raw),
    async upgrade(count) {
      if (plainFrom === null) return false;
      const from = plainFrom;
      format = Math.max(format, formats.checked);
      plainFrom = await rewrite((batch) => upgradeStep(raw, batch, from, { count, format }));
      return plainFrom !== null;
    },
    damage,
    onDamage: (listener) => listeners.add(listener),
    close: () => raw.close(),
  };
}

/** LevelDB's batches copy what is put into them; what stands for it in memory keeps it. */
const batchesCopy = (raw: RawDatabase): boolean => raw instanceof Level;

/** `read` gives the value of what is stored, unless that is damaged. */
function inspectingMany(
  raw: RawDatabase,
  read: (key: Uint8Array, stored: Uint8Array) => Uint8Array | undefined,
): Database['inspectMany'] {
  return async (wanted) =>
    (await raw.getMany([...wanted])).map((stored, index) => {
      const key = wanted[index];
      return stored === undefined || key === undefined ? undefined : read(key, stored);
    });
}

function partsOf(raw: RawDatabase): Pick<Database, 'snapshot' | 'compact' | 'approximateBytes'> {
  return {
    snapshot: () => raw.snapshot(),
    compact: async ({ gte, lt }) => raw.compactRange?.(gte, lt),
    approximateBytes: async ({ gte, lt }) => (await raw.approximateSize?.(gte, lt)) ?? 0,
  };
}

interface RawReading<T> {
  all(): Promise<T[]>;
  nextv(size: number): Promise<T[]>;
  close(): Promise<void>;
}

/** What is taken over at a time, unless it is more than LevelDB gives at once (16 KiB). */
const takenAtOnce = 1_000;

function mapped<T, U>(reading: RawReading<T>, map: (one: T) => U): Reading<U> {
  return {
    all: async () => (await reading.all()).map(map),
    async *[Symbol.asyncIterator]() {
      try {
        // Of a promise for each entry an audit of small ones consisted to a fifth.
        for (;;) {
          const taken = await reading.nextv(takenAtOnce);
          if (taken.length === 0) return;
          for (const one of taken) yield map(one);
        }
      } finally {
        await reading.close();
      }
    },
  };
}

/** The version of an existing database. */
function readFormat(raw: RawDatabase): number | undefined {
  return raw.getSync(keys.meta('format'))?.[0];
}

/** In a new database it is written with the beginning of the chain. */
async function writeFormat(raw: RawDatabase, version: number): Promise<void> {
  const key = keys.meta('format');
  if (readFormat(raw) === undefined) return;
  await raw.put(key, withChecksum(key, Uint8Array.of(version)), { sync: true });
}

/** From which key on values may lack a checksum; `null` when none does. */
function readPlainFrom(raw: RawDatabase, path: string): Uint8Array | null {
  const stored = raw.getSync(keys.meta('format'));
  if (stored?.length === 1) {
    if (stored[0] === formats.plain) return new Uint8Array();
    throw unknownFormat(path, stored[0] ?? 0);
  }
  const checked = (key: Uint8Array): Uint8Array | undefined => {
    const bytes = raw.getSync(key);
    return bytes === undefined ? undefined : checkedValue(key, bytes);
  };
  if (stored !== undefined) {
    const [version] = checked(keys.meta('format')) ?? [];
    if (version === undefined) throw damaged(path, 'its format can’t be read');
    if (version !== formats.checked && version !== formats.byHeight)
      throw unknownFormat(path, version);
  }
  if (raw.getSync(keys.meta('plainFrom')) === undefined) return null;
  // If the place is lost, the pass begins again.
  return checked(keys.meta('plainFrom')) ?? new Uint8Array();
}
