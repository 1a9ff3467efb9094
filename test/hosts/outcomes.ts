/** What must hold at the end of every trial: one chain, one outcome of each transaction, and sound databases. */
import { join } from 'node:path';
import { getReportedBlock, getStatus, httpTransport } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { readGenesis } from '@trellis/node';
import { auditDatabase } from '@trellis/storage';
import {
  compareChains,
  type FinalPayment,
  genesisPath,
  nodeFiles,
  nodeFolder,
  stopAll,
  untilHeight,
} from '@trellis/testnet';
import type { HostNetwork } from './host-network.ts';

export interface Outcomes {
  /** The highest block that every node has. */
  readonly height: bigint;
  readonly forks: number;
  /** Payments said to be final that are not where they were said to be. */
  readonly lost: number;
  readonly transactions: number;
  /** Transaction ids with two outcomes, or that are in the chain twice. */
  readonly doubtful: readonly string[];
  /** Nodes whose database passed a full audit, and of those the least height. */
  readonly audited: number;
  readonly auditedHeight: bigint;
}

/** Waits until all nodes have the highest block that one has, compares them, and stops them for the audit. */
export async function checkOutcomes(
  network: HostNetwork,
  payments: readonly FinalPayment[],
): Promise<Outcomes> {
  const { folder, manifest } = network;
  const statuses = await Promise.all(
    manifest.nodes.map(({ http }) => getStatus(httpTransport({ url: http }))),
  );
  const heights = statuses.map(({ head }) => head.height);
  const highest = heights.reduce((most, one) => (one > most ? one : most));
  await untilHeight(folder, manifest, highest, 120_000);
  const chains = await compareChains(manifest, payments);
  const { transactions, doubtful } = await compareTransactions(network, chains.height);
  await stopAll(folder, manifest);
  const genesis = await readGenesis(genesisPath(folder));
  const audited = [];
  for (const node of manifest.nodes) {
    const data = join(nodeFolder(folder, node), nodeFiles.data);
    audited.push((await auditDatabase(data, genesis, createProvider('native'))).height);
  }
  return {
    ...{ height: chains.height, forks: chains.forks.length, lost: chains.lost.length },
    ...{ transactions, doubtful, audited: audited.length },
    auditedHeight: audited.reduce((least, one) => (one < least ? one : least)),
  };
}

/** What is wrong with them; nothing if all is well. */
export function problemsOf(outcomes: Outcomes, nodes: number): readonly string[] {
  const { height, forks, lost, doubtful, audited, auditedHeight } = outcomes;
  return [
    ...(forks > 0 ? [`${forks} heights with different blocks`] : []),
    ...(lost > 0 ? [`${lost} final payments lost`] : []),
    ...doubtful.map((id) => `transaction ${id} has two outcomes`),
    ...(audited < nodes || auditedHeight < height ? ['not every database was audited'] : []),
  ];
}

/** The outcome of each transaction as every node tells it. */
async function compareTransactions({ manifest }: HostNetwork, to: bigint) {
  const outcomes = new Map<string, string>();
  const doubtful = new Set<string>();
  for (const [index, { http }] of manifest.nodes.entries()) {
    const transport = httpTransport({ url: http });
    const seen = new Set<string>();
    for (let height = 1n; height <= to; height++) {
      for (const { transactionId, status } of (await getReportedBlock(transport, height))
        .transactions) {
        const outcome = `${status} in block ${height}`;
        if (seen.has(transactionId)) doubtful.add(transactionId);
        seen.add(transactionId);
        if (index === 0) outcomes.set(transactionId, outcome);
        else if (outcomes.get(transactionId) !== outcome) doubtful.add(transactionId);
      }
    }
    if (seen.size !== outcomes.size) doubtful.add(`${manifest.nodes[index]?.name}: ${seen.size}`);
  }
  return { transactions: outcomes.size, doubtful: [...doubtful] };
}
