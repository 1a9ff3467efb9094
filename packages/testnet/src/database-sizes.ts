/** What a node of a testnet has stored. */

import { join } from 'node:path';
import { nodeFiles } from '@trellis/node';
import { type DatabaseSizes, databaseSizes } from '@trellis/storage';
import { nodeFolder, type TestnetNode } from './layout.ts';

/** Reads all of a node's database, which must not be running. Throws `StorageError`. */
export function nodeDatabaseSizes(folder: string, node: TestnetNode): Promise<DatabaseSizes> {
  return databaseSizes(join(nodeFolder(folder, node), nodeFiles.data, 'chain'));
}
