/** What the store uses of a database, and what it has beyond LevelDB. */
import type { Level } from 'level';
import type { DamagedValue } from './damage.ts';

/** LevelDB, or what stands for it in memory, where there is nothing to give back. */
export type RawDatabase = Level<Uint8Array, Uint8Array> & {
  compactRange?(start: Uint8Array, end: Uint8Array): Promise<void>;
  approximateSize?(start: Uint8Array, end: Uint8Array): Promise<number>;
};
export type Snapshot = ReturnType<RawDatabase['snapshot']>;

interface Range {
  readonly gt?: Uint8Array;
  readonly gte?: Uint8Array;
  readonly lt?: Uint8Array;
  readonly lte?: Uint8Array;
  readonly limit?: number;
  readonly reverse?: boolean;
  readonly snapshot?: Snapshot;
}

interface WriteOptions {
  /** Resolves when the write would survive a power cut. */
  readonly sync?: boolean;
}

export interface Batch {
  /** Copies the value; the key must not change until the batch is written. */
  put(key: Uint8Array, value: Uint8Array): unknown;
  del(key: Uint8Array): unknown;
  write(options?: WriteOptions): Promise<void>;
}

/** What is read in a range: whole, or one after another. */
export interface Reading<T> extends AsyncIterable<T> {
  all(): Promise<T[]>;
}

type Entry = readonly [key: Uint8Array, value: Uint8Array];

/** All reads throw `DamagedValue`. */
export interface Database {
  getSync(key: Uint8Array, options?: { readonly snapshot?: Snapshot }): Uint8Array | undefined;
  iterator(range?: Range): Reading<Entry>;
  keys(range?: Range): Reading<Uint8Array>;
  values(range?: Range): Reading<Uint8Array>;
  /** As `iterator`; a damaged value is `null`, and nobody is told of it. */
  inspect(range?: Range): Reading<readonly [key: Uint8Array, value: Uint8Array | null]>;
  /** What stands under keys, read by another thread; `undefined` for one that is damaged as well, of which nobody is told. */
  inspectMany(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]>;
  put(key: Uint8Array, value: Uint8Array, options?: WriteOptions): Promise<void>;
  del(key: Uint8Array, options?: WriteOptions): Promise<void>;
  clear(range?: Range): Promise<void>;
  batch(): Batch;
  snapshot(): Snapshot;
  /** Runs what reads values and writes over them while nothing else is written; it must use the batch it is given. */
  rewrite<T>(run: (batch: Batch) => Promise<T>): Promise<T>;
  /** Version of the layout (`formats`). */
  format(): number;
  /** Puts blocks in the order of heights from now on; older versions of this software no longer read the database. */
  orderByHeight(): Promise<void>;
  /** Gives the space of what was deleted in a range back to the file system. */
  compact(range: { readonly gte: Uint8Array; readonly lt: Uint8Array }): Promise<void>;
  /** Bytes on disk in a range, roughly. */
  approximateBytes(range: { readonly gte: Uint8Array; readonly lt: Uint8Array }): Promise<number>;
  /** Whether values without a checksum may be left. */
  isPlain(): boolean;
  /** Gives the next so many values checksums, if they have none; says whether more are left. */
  upgrade(count: number): Promise<boolean>;
  /** What to throw when a value is not what it must be; listeners are told. */
  damage(key: Uint8Array, what: string): DamagedValue;
  /** Tells a listener of every damaged value that is read. */
  onDamage(listener: (damage: DamagedValue) => void): void;
  close(): Promise<void>;
}
