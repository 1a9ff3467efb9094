/**
 * A snapshot as files: `head`, `changes` and `chunk-00000` to the last. It is written under another name
 * and renamed when it is complete, so that a folder with the name is a whole snapshot.
 */

import { readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makePrivateFolder, syncFolder } from '@trellis/crypto/files';
import {
  type Codec,
  chunkSubtree,
  decode,
  encode,
  limits,
  list,
  type SnapshotChange,
  type SnapshotHead,
  snapshotChangeCodec,
  snapshotChunkCodec,
  snapshotHeadCodec,
} from '@trellis/protocol';
import { openFile } from '../files/open-file.ts';
import { StorageError } from '../files/storage-error.ts';
import type { CheckedChunk } from '../level/import-state.ts';

const changesCodec = list(snapshotChangeCodec, limits.snapshotChangesMax);

/** A complete snapshot. Its files are read when they are asked for. */
export interface SnapshotFolder {
  readonly path: string;
  readonly head: SnapshotHead;
  readonly changes: readonly SnapshotChange[];
  /** The bytes of a chunk as they are on disk. */
  readChunk(index: number): Promise<Uint8Array>;
}

export interface SnapshotWriter {
  writeChunk(index: number, bytes: Uint8Array): Promise<void>;
  /** Everything is there: gives the folder its name. */
  finish(head: SnapshotHead, changes: readonly SnapshotChange[]): Promise<void>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/** Begins again, whatever an earlier attempt left behind. */
export async function createSnapshotFolder(path: string): Promise<SnapshotWriter> {
  const unfinished = join(dirname(path), `${basename(path)}.new`);
  await rm(unfinished, { recursive: true, force: true });
  await makePrivateFolder(unfinished);

  async function write(name: string, bytes: Uint8Array): Promise<void> {
    const file = await openFile(join(unfinished, name), 'w');
    try {
      await file.write(bytes, 0);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  return {
    writeChunk: (index, bytes) => write(chunkName(index), bytes),
    async finish(head, changes) {
      await write('changes', encode(changesCodec, changes));
      await write('head', encode(snapshotHeadCodec, head));
      await syncFolder(unfinished);
      await rm(path, { recursive: true, force: true });
      await rename(unfinished, path);
      await syncFolder(dirname(path));
    },
    discard: () => rm(unfinished, { recursive: true, force: true }),
  };
}

/** Opens a snapshot, or `null` if there is none. Throws `StorageError` `snapshot_damaged`. */
export async function openSnapshotFolder(path: string): Promise<SnapshotFolder | null> {
  const headBytes = await readFile(join(path, 'head')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw damagedSnapshot(path, `its head can't be read (${error.code})`, error);
  });
  if (headBytes === null) return null;
  const read = async (name: string): Promise<Uint8Array> => {
    try {
      return new Uint8Array(await readFile(join(path, name)));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw damagedSnapshot(path, `the file ${name} can't be read (${code})`, error);
    }
  };
  const parse = <T>(codec: Codec<T>, bytes: Uint8Array, name: string): T => {
    const decoded = decode(codec, bytes);
    if (decoded.ok) return decoded.value;
    throw damagedSnapshot(path, `the file ${name} is malformed: ${decoded.problem.message}`);
  };
  return {
    path,
    head: parse(snapshotHeadCodec, new Uint8Array(headBytes), 'head'),
    changes: parse(changesCodec, await read('changes'), 'changes'),
    readChunk: (index) => read(chunkName(index)),
  };
}

/** A chunk's entries, if it is the one that the head names. */
export function checkChunk(
  head: SnapshotHead,
  index: number,
  bytes: Uint8Array,
):
  | { readonly ok: true; readonly chunk: CheckedChunk }
  | { readonly ok: false; readonly problem: string } {
  const named = head.chunks[index];
  if (named === undefined) return { ok: false, problem: `there is no chunk ${index}` };
  const decoded = decode(snapshotChunkCodec, bytes);
  if (!decoded.ok) return { ok: false, problem: `malformed: ${decoded.problem.message}` };
  const made = chunkSubtree(decoded.value, head.depth, index);
  if (!made.ok) return made;
  if (made.subtree.root !== named.root || made.subtree.entries !== named.entries) {
    return { ok: false, problem: 'its entries do not lead to the root that the snapshot names' };
  }
  return { ok: true, chunk: { entries: decoded.value, leaves: made.leaves } };
}

export function damagedSnapshot(path: string, what: string, cause?: unknown): StorageError {
  return new StorageError(
    'snapshot_damaged',
    `the snapshot ${path} is damaged: ${what}. Remove it, and make or fetch another one.`,
    { cause },
  );
}

function chunkName(index: number): string {
  return `chunk-${String(index).padStart(5, '0')}`;
}
