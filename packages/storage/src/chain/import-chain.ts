/**
 * Making the database of a data folder from a snapshot. It is filled under another name and renamed when it is
 * complete, so that a database with the name is a whole one.
 */
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '@trellis/crypto/files';
import { genesisHash } from '@trellis/protocol';
import { StorageError } from '../files/storage-error.ts';
import { openDatabase } from '../level/database.ts';
import { type CheckedChunk, type ImportedChain, importInto } from '../level/import-state.ts';
import { keys } from '../level/keyspace.ts';
import { writeMarker } from './chain-marker.ts';

/** Whether the database there, if there is one, has a chain. Throws `StorageError`. */
export async function hasChain(path: string): Promise<boolean> {
  const files = await readdir(path).catch(() => []);
  if (files.length === 0) return false;
  const database = await openDatabase(path, { create: false });
  try {
    return database.getSync(keys.meta('genesis')) !== undefined;
  } finally {
    await database.close();
  }
}

/** Imports verified chunks, in order, into the database of a data folder. Throws `StorageError` when there is one already. */
export async function importChain(
  path: string,
  chain: ImportedChain,
  chunks: AsyncIterable<CheckedChunk>,
): Promise<void> {
  if ((await readdir(path).catch(() => [])).length > 0) {
    throw new StorageError(
      'chain_exists',
      `there is a database in ${path} already; move the folder away to begin again from a snapshot`,
    );
  }
  const unfinished = `${path}.new`;
  await rm(unfinished, { recursive: true, force: true });
  const database = await openDatabase(unfinished, { create: true });
  try {
    await importInto(database, path, chain, chunks);
  } finally {
    await database.close();
  }
  await writeMarker(dirname(path), genesisHash(chain.genesis));
  await rename(unfinished, path);
  await syncFolder(dirname(path));
}
