/** Whether the stopped nodes have the same blocks, whatever they have pruned of them. */
import { join } from 'node:path';
import { type Height, nextHeight, toHeight } from '@trellis/protocol';
import { openLevelStore } from '@trellis/storage';
import { nodeFiles, nodeFolder } from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';

/** Heights at which two nodes have different blocks. */
export async function forksOf({ folder, manifest }: TestNetwork): Promise<readonly Height[]> {
  const first = new Map<Height, string>();
  const forks: Height[] = [];
  for (const node of manifest.nodes) {
    const data = join(nodeFolder(folder, node), nodeFiles.data);
    const store = await openLevelStore(join(data, 'chain'), { isPruned: true });
    try {
      const { height: head } = store.head().header;
      for (let height = toHeight(0n); height <= head; height = nextHeight(height)) {
        const id = store.finalHeader(height)?.blockId ?? 'none';
        const other = first.get(height);
        if (other === undefined) first.set(height, id);
        else if (other !== id) forks.push(height);
      }
    } finally {
      await store.close();
    }
  }
  return forks;
}
