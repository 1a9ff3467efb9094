/** Starting a node whose files were damaged, and what it makes of it. */
import { join } from 'node:path';
import { getStatus } from '@trellis/client';
import {
  nodeFiles,
  nodeFolder,
  startProcess,
  type TestnetError,
  untilHeight,
  untilReady,
} from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';

/** How a node took it: it runs, or it refused and its log says what to do about which file. */
export type Outcome =
  | { readonly type: 'runs' }
  | { readonly type: 'refused'; readonly code: string; readonly words: string };

/** Times that the time for a start may pass. */
const triesMax = 6;

/** Starts a node that was damaged; waits until it runs or has given up. */
export async function startDamaged(network: TestNetwork, index: number): Promise<Outcome> {
  const node = network.node(index);
  await startProcess(network.folder, node);
  for (let tries = 1; ; tries++) {
    try {
      await untilReady(network.folder, network.manifest, node);
      return { type: 'runs' };
    } catch (error) {
      const words = (error as TestnetError).message;
      // A busy machine, or a node that asks its peers for what is damaged.
      if (words.includes('does not answer') && tries < triesMax) continue;
      const [, code = ''] = /cannot start \((\w+)\)/.exec(words) ?? [];
      return { type: 'refused', code, words };
    }
  }
}

/** Waits until the node has a block that was made after it came back. */
export async function untilItFollows(network: TestNetwork, index: number): Promise<void> {
  const others = network.transports.filter((_transport, other) => other !== index);
  const [witness] = others;
  if (witness === undefined) throw new Error('no other node');
  const { head } = await getStatus(witness);
  await untilHeight(network.folder, network.manifest, head.height + 3n, 60_000);
}

export function dataFolder(network: TestNetwork, index: number): string {
  return join(nodeFolder(network.folder, network.node(index)), nodeFiles.data);
}
