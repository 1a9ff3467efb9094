/** Making a snapshot of a stopped node's newest state. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hash } from '@trellis/crypto';
import {
  blockId,
  type Codec,
  chunkIndexOf,
  chunkSubtree,
  decodeTrusted,
  encode,
  limits,
  mapKeyHash,
  type SnapshotChange,
  type SnapshotEntry,
  type SnapshotHead,
  snapshotChunkCodec,
  snapshotRoot,
  toHeight,
  validatorSetCodec,
} from '@trellis/protocol';
import { StorageError } from '../files/storage-error.ts';
import { damaged } from '../level/damage.ts';
import { openDatabase } from '../level/database.ts';
import type { Database } from '../level/database-interface.ts';
import { heightOf, keys, stateKeyOf, stateRange, validatorChangeRange } from '../level/keyspace.ts';
import { headerRecordCodec, headRecordCodec } from '../level/records.ts';
import { createSnapshotFolder, type SnapshotWriter } from './snapshot-folder.ts';

export interface SnapshotReport {
  readonly path: string;
  readonly height: bigint;
  readonly blockId: Hash;
  readonly entries: number;
  readonly chunks: number;
  readonly bytes: number;
}

/** What is held in memory at a time; a larger state is read several times over. */
const heldBytesMax = 256 * 1024 * 1024;

/** Told after each chunk: so many of so many are done. */
export type OnChunks = (done: number, of: number) => void;

/** Writes a snapshot of the database in a node's data folder. Throws `StorageError`. */
export async function createSnapshot(
  dataFolder: string,
  target: string,
  chunkBytes: number = limits.snapshotChunkBytes,
  onChunks: OnChunks = () => undefined,
): Promise<SnapshotReport> {
  const path = join(dataFolder, 'chain');
  // Opening what is not there would make a folder that looks like a damaged database.
  await access(path).catch(() => {
    throw nothingYet(path);
  });
  const database = await openDatabase(path, { create: false });
  try {
    const made = await writeSnapshot(
      database,
      path,
      await createSnapshotFolder(target),
      chunkBytes,
      onChunks,
    );
    return { path: target, ...made };
  } finally {
    await database.close();
  }
}

/** Writes a snapshot of an open database that nobody changes. `path` is what errors call it. */
export async function writeSnapshot(
  database: Database,
  path: string,
  writer: SnapshotWriter,
  chunkBytes: number,
  onChunks: OnChunks = () => undefined,
): Promise<Omit<SnapshotReport, 'path'>> {
  try {
    const { header, certificate } = readHead(database, path);
    if (certificate === null) {
      throw nothingYet(path);
    }
    const state = await measure(database);
    const depth = depthFor(state.bytes / chunkBytes);
    let bytes = 0;
    const chunks = await writeChunks(database, depth, state.bytes, async (index, chunk) => {
      bytes += chunk.length;
      await writer.writeChunk(index, chunk);
      onChunks(index + 1, 2 ** depth);
    });
    const { entries } = state;
    const head: SnapshotHead = { header, certificate, depth, chunks };
    if (snapshotRoot(head) !== header.stateRoot) {
      throw damaged(path, 'its state is not the one of its newest block');
    }
    await writer.finish(head, await readChanges(database, path));
    const height = header.height;
    return {
      height,
      blockId: blockId(header),
      entries,
      chunks: chunks.length,
      bytes,
    };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

function nothingYet(path: string): StorageError {
  return new StorageError(
    'nothing_to_snapshot',
    `the database ${path} holds no block after the genesis, which every node has; start the node and wait for block 1`,
  );
}

function readHead(database: Database, path: string) {
  const height = readRecord(database, keys.meta('head'), headRecordCodec, path).height;
  return readRecord(database, keys.header(height), headerRecordCodec, path);
}

function readRecord<T>(database: Database, key: Uint8Array, codec: Codec<T>, path: string): T {
  const bytes = database.getSync(key);
  if (bytes === undefined) throw damaged(path, 'its newest block is missing');
  return decodeTrusted(codec, bytes, 'a header');
}

async function readChanges(database: Database, path: string): Promise<readonly SnapshotChange[]> {
  const changes: SnapshotChange[] = [];
  for await (const [key, value] of database.iterator(validatorChangeRange(toHeight(0n)))) {
    const final = readRecord(database, keys.header(heightOf(key)), headerRecordCodec, path);
    const { header, certificate } = final;
    if (certificate === null) throw damaged(path, `block ${header.height} has no certificate`);
    const validators = decodeTrusted(validatorSetCodec, value, 'a change of the validators');
    changes.push({ header, certificate, validators });
  }
  return changes;
}

async function measure(database: Database): Promise<{ entries: number; bytes: number }> {
  let entries = 0;
  let bytes = 0;
  for await (const [key, value] of database.iterator(stateRange(''))) {
    entries += 1;
    bytes += key.length + value.length;
  }
  return { entries, bytes };
}

function depthFor(chunks: number): number {
  const depth = Math.ceil(Math.log2(Math.max(1, chunks)));
  return Math.min(depth, limits.snapshotDepthMax);
}

/** Writes all chunks, as many at a time as memory allows. */
async function writeChunks(
  database: Database,
  depth: number,
  bytes: number,
  write: (index: number, bytes: Uint8Array) => Promise<void>,
): Promise<SnapshotHead['chunks']> {
  const count = 2 ** depth;
  const passes = Math.min(count, Math.ceil(bytes / heldBytesMax) || 1);
  const perPass = Math.ceil(count / passes);
  const made: SnapshotHead['chunks'][number][] = [];
  for (let first = 0; first < count; first += perPass) {
    const held = new Map<number, { readonly keyHash: Hash; readonly entry: SnapshotEntry }[]>();
    for await (const [bytesOfKey, value] of database.iterator(stateRange(''))) {
      const key = stateKeyOf(bytesOfKey);
      const keyHash = mapKeyHash(key);
      const index = chunkIndexOf(keyHash, depth);
      if (index < first || index >= first + perPass) continue;
      const chunk = held.get(index) ?? [];
      chunk.push({ keyHash, entry: { key, value } });
      held.set(index, chunk);
    }
    for (let index = first; index < Math.min(count, first + perPass); index++) {
      const sorted = (held.get(index) ?? []).sort((a, b) => (a.keyHash < b.keyHash ? -1 : 1));
      const chunk = sorted.map(({ entry }) => entry);
      const subtree = chunkSubtree(chunk, depth, index);
      if (!subtree.ok) throw new Error(`chunk ${index}: ${subtree.problem}`);
      made.push(subtree.subtree);
      await write(index, encode(snapshotChunkCodec, chunk));
    }
  }
  return made;
}
