/**
 * Loses the disks of more than a third of the validators under load, has the operators recover the chain, and continues:
 * whatever was said to be final must be there at the end, at every node, and each transaction have one outcome.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getReportedBlock } from '@trellis/client';
import { createProvider, type Hash } from '@trellis/crypto';
import { readAgreedRecoveries } from '@trellis/keystore';
import { readGenesis } from '@trellis/node';
import type { ChainRecovery, Height } from '@trellis/protocol';
import { type AuditReport, auditDatabase } from '@trellis/storage';
import {
  type ChainComparison,
  compareChains,
  genesisPath,
  nodeFiles,
  nodeFolder,
  recoverTestnet,
  startLoad,
  startTestnet,
  stopAll,
  untilHeight,
} from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';

export interface RecoveredRun {
  readonly recovery: ChainRecovery;
  /** Nodes that gave no statement. */
  readonly lost: readonly string[];
  /** Said to be final before the disks were lost, and after the recovery. */
  readonly paidBefore: number;
  readonly paidAfter: number;
  readonly chains: ChainComparison;
  /** Transactions that are in two blocks. */
  readonly twice: readonly Hash[];
  readonly audits: readonly AuditReport[];
}

export interface RecoverOptions {
  readonly count: number;
  readonly loadMs: number;
  readonly validators: readonly string[] | null;
}

const provider = createProvider('native');

/** The network has no running node when it ends. */
export async function loseAndRecover(
  network: TestNetwork,
  { count, loadMs, validators }: RecoverOptions,
): Promise<RecoveredRun> {
  const { folder, home, manifest } = network;
  const { nodes } = manifest;
  const load = await startLoad(home, manifest, provider);
  await pause(loadMs);
  await Promise.all(nodes.map((_node, index) => network.kill(index)));
  await load.stop();
  const before = load.finals();
  for (const node of nodes.slice(-count)) {
    await rm(join(nodeFolder(folder, node), nodeFiles.data), { recursive: true });
  }
  const reason = `the disks of ${count} of ${nodes.length} validators were lost`;
  const { recovery, lost } = await recoverTestnet(home, provider, { reason, validators });
  await startTestnet(folder, manifest);
  const from = recovery.plan.head.height;
  await untilHeight(folder, manifest, from + 3n, 120_000);
  const again = await startLoad(home, manifest, provider);
  await pause(loadMs);
  const after = await again.stop();
  const newest = after.reduce<bigint>((most, { height }) => (height > most ? height : most), from);
  await untilHeight(folder, manifest, newest, 120_000);
  const chains = await compareChains(manifest, [...before, ...after]);
  const twice = await transactionsTwice(network, chains.height);
  await stopAll(folder, manifest);
  return {
    ...{ recovery, chains, twice },
    lost: lost.map(({ node }) => node),
    paidBefore: before.length,
    paidAfter: after.length,
    audits: await auditAll(network),
  };
}

/** Of every node, against the genesis and the recovery that its operators agreed to. */
async function auditAll({
  folder,
  manifest: { nodes },
}: Pick<TestNetwork, 'folder' | 'manifest'>): Promise<readonly AuditReport[]> {
  const genesis = await readGenesis(genesisPath(folder));
  const recoveries = await readAgreedRecoveries(genesisPath(folder));
  const reports: AuditReport[] = [];
  for (const node of nodes) {
    const data = join(nodeFolder(folder, node), nodeFiles.data);
    reports.push(await auditDatabase(data, genesis, provider, { recoveries }));
  }
  return reports;
}

async function transactionsTwice(
  { transports }: TestNetwork,
  height: Height,
): Promise<readonly Hash[]> {
  const twice: Hash[] = [];
  for (const transport of transports) {
    const seen = new Set<Hash>();
    for (let at = 1n; at <= height; at++) {
      const { transactions } = await getReportedBlock(transport, at);
      for (const { transactionId } of transactions) {
        if (seen.has(transactionId)) twice.push(transactionId);
        seen.add(transactionId);
      }
    }
  }
  return twice;
}
