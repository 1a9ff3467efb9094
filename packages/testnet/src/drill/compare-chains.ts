/** Whether every node has the same blocks, and each payment that was said to be final is in them. */
import { getReportedBlock, getStatus, httpTransport } from '@trellis/client';
import type { Hash } from '@trellis/crypto';
import type { Height } from '@trellis/protocol';
import type { TestnetManifest } from '../layout.ts';
import type { FinalPayment } from './load.ts';

export interface ChainComparison {
  /** The highest block that every node has. */
  readonly height: Height;
  /** Heights at which nodes have different blocks, with who has which; at most `differencesMax`. */
  readonly forks: readonly { readonly height: Height; readonly blocks: readonly NodeBlock[] }[];
  /** Payments said to be final that are not where they were said to be. */
  readonly lost: readonly FinalPayment[];
}

export interface NodeBlock {
  readonly node: string;
  readonly blockId: Hash;
}

const differencesMax = 10;

/**
 * Compares every block of every node, and looks every payment up. The nodes must all answer. Payments
 * above the common height are left out: wait for it first.
 */
export async function compareChains(
  { nodes }: Pick<TestnetManifest, 'nodes'>,
  payments: readonly FinalPayment[],
): Promise<ChainComparison> {
  const clients = nodes.map(({ name, http }) => ({
    name,
    transport: httpTransport({ url: http }),
  }));
  const statuses = await Promise.all(clients.map(({ transport }) => getStatus(transport)));
  const heights = statuses.map(({ head }) => head.height);
  const height = heights.reduce((lowest, one) => (one < lowest ? one : lowest));
  const forks: ChainComparison['forks'][number][] = [];
  const found = new Map<Hash, { readonly height: Height; readonly blockId: Hash }>();
  for (let at = 1n; at <= height && forks.length < differencesMax; at++) {
    const answers = await Promise.all(
      clients.map(async ({ name, transport }) => ({
        name,
        block: await getReportedBlock(transport, at),
      })),
    );
    const ids = new Set(answers.map(({ block }) => block.blockId));
    if (ids.size > 1) {
      const blocks = answers.map(({ name, block }) => ({ node: name, blockId: block.blockId }));
      forks.push({ height: at as Height, blocks });
    }
    for (const { block } of answers.slice(0, 1)) {
      for (const { transactionId } of block.transactions) {
        found.set(transactionId, { height: at as Height, blockId: block.blockId });
      }
    }
  }
  const lost = payments.filter(({ transactionId, blockId, height: said }) => {
    const where = found.get(transactionId);
    return said <= height && (where?.blockId !== blockId || where.height !== said);
  });
  return { height, forks, lost };
}
