/** Filling a new database from a snapshot. What says that there is a chain is written last, in one synced batch. */
import { treeNodesMax } from '@trellis/engine';
import { encodePage, openTree, rootHash, trimTree, updateTree } from '@trellis/ledger';
import {
  type BlockHeader,
  blockId,
  emptyMapRoot,
  encode,
  type Genesis,
  genesisCodec,
  isKeyOf,
  type SnapshotChange,
  type SnapshotChunk,
  type SnapshotHead,
  type SnapshotLeaf,
  stateKeyParts,
  validatorSetCodec,
} from '@trellis/protocol';
import { StorageError } from '../files/storage-error.ts';
import { formats } from './checked-database.ts';
import { damaged } from './damage.ts';
import type { Database } from './database-interface.ts';
import { keys } from './keyspace.ts';
import { headerRecordCodec, headRecordCodec } from './records.ts';

export interface ImportedChain {
  readonly genesis: Genesis;
  /** Block 0, which follows from the genesis. */
  readonly first: BlockHeader;
  readonly head: SnapshotHead;
  readonly changes: readonly SnapshotChange[];
}

/** A chunk that was checked. */
export interface CheckedChunk {
  readonly entries: SnapshotChunk;
  /** One for each entry: what the check made of it, so that nobody has to hash it again. */
  readonly leaves: readonly SnapshotLeaf[];
}

/** Imports verified chunks, in order, into an empty database. `path` is what errors call it. Throws `StorageError`. */
export async function importInto(
  database: Database,
  path: string,
  { genesis, first, head, changes }: ImportedChain,
  chunks: AsyncIterable<CheckedChunk>,
): Promise<void> {
  if (database.getSync(keys.meta('genesis')) !== undefined) {
    throw new StorageError(
      'chain_exists',
      `the database ${path} holds a chain already; move the folder away to begin again from a snapshot`,
    );
  }
  await importChunks(database, path, head, chunks);
  const { header, certificate } = head;
  const batch = database.batch();
  const putHeader = (one: BlockHeader, its: SnapshotHead['certificate'] | null): void => {
    const record = { header: one, blockId: blockId(one), certificate: its };
    batch.put(keys.header(one.height), encode(headerRecordCodec, record));
  };
  putHeader(first, null);
  for (const change of changes) {
    putHeader(change.header, change.certificate);
    const validators = encode(validatorSetCodec, change.validators);
    batch.put(keys.validatorChange(change.header.height), validators);
  }
  putHeader(header, certificate);
  batch.put(keys.meta('format'), Uint8Array.of(formats.checked));
  batch.put(keys.meta('genesis'), encode(genesisCodec, genesis));
  const height = encode(headRecordCodec, { height: header.height });
  batch.put(keys.meta('base'), height);
  batch.put(keys.meta('head'), height);
  await batch.write({ sync: true });
}

async function importChunks(
  database: Database,
  path: string,
  { header }: SnapshotHead,
  chunks: AsyncIterable<CheckedChunk>,
): Promise<void> {
  let tree = openTree(emptyMapRoot, (page) => database.getSync(keys.treePage(page)));
  for await (const { entries, leaves } of chunks) {
    const batch = database.batch();
    for (const { key, value } of entries) {
      batch.put(keys.state(key), value);
      if (!isKeyOf('balance', key)) continue;
      // What each history begins with here; the record of a balance and of its history are one.
      const [account, asset] = stateKeyParts(key);
      batch.put(keys.history(account, asset, { height: header.height, position: 0 }), value);
    }
    const update = updateTree(
      tree,
      leaves.map(({ keyHash, valueHash }) => [keyHash, valueHash] as const),
    );
    for (const [page, top] of update.written) batch.put(keys.treePage(page), encodePage(top));
    for (const page of update.removed) batch.del(keys.treePage(page));
    await batch.write();
    tree = trimTree(update.tree, treeNodesMax);
  }
  if (rootHash(tree) === header.stateRoot) return;
  throw damaged(path, 'the imported state is not the one of the snapshot');
}
