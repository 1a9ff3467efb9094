/** Asking every node of a testnet what it has used. */
import { join } from 'node:path';
import { decodeJson, nodeUsageCodec } from '@trellis/protocol';
import { endpoints } from '@trellis/protocol/http-api';
import { nodeFiles, nodeFolder, type TestnetManifest, testnetStatus } from '@trellis/testnet';
import { folderBytes } from './folder-bytes.ts';
import { LedgerError } from './ledger-error.ts';
import type { NetworkUsage } from './node-costs.ts';

/** Throws `LedgerError` `validator_died` when one does not answer. */
export async function networkUsage(
  folder: string,
  manifest: TestnetManifest,
): Promise<NetworkUsage> {
  const statuses = await testnetStatus(folder, manifest);
  const height = statuses[0]?.status?.head.height;
  if (height === undefined) throw new LedgerError('validator_died', 'node1 does not answer');
  const parts = await Promise.all(
    manifest.nodes.map(async (node) => {
      const response = await fetch(node.http + endpoints.getUsage.path).catch((error: unknown) => {
        throw new LedgerError('validator_died', `${node.name} does not answer`, { cause: error });
      });
      const usage = decodeJson(nodeUsageCodec, await response.json());
      if (!usage.ok) {
        throw new LedgerError('unexpected_answer', `${node.name}: ${usage.problem.message}`);
      }
      const data = join(nodeFolder(folder, node), nodeFiles.data);
      return { usage: usage.value, disk: await folderBytes(data) };
    }),
  );
  return {
    height,
    diskBytes: parts.reduce((sum, { disk }) => sum + disk, 0),
    nodes: parts.map(({ usage }) => usage),
  };
}
