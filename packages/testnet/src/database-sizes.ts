/** What a node of a testnet has stored. */
import { join } from 'node:path';
import { type DatabaseSizes, databaseSizes } from '@trellis/storage';
import { nodeFiles, nodeFolder, type TestnetNode } from './layout.ts';

/** Reads all of a node's database, which must not be running. Throws `StorageError`. */
export function nodeDatabaseSizes(folder: string, node: TestnetNode): Promise<DatabaseSizes> {
  return databaseSizes(join(nodeFolder(folder, node), nodeFiles.data, 'chain'));
}
