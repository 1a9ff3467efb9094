/** A testnet under load and random faults, and the report of how it bore them. */
import { setTimeout as pause } from 'node:timers/promises';
import type { SignatureProvider } from '@trellis/crypto';
import { type TestnetManifest, type TestnetNode, testnetFolder } from '../layout.ts';
import {
  killProcess,
  pauseProcess,
  resumeProcess,
  startProcess,
  stopProcess,
} from '../processes.ts';
import { testnetStatus, untilHeight, untilReady } from '../start.ts';
import { type ChaosEvent, chaosPlan } from './chaos-plan.ts';
import { type ChainComparison, compareChains } from './compare-chains.ts';
import { checkSigning, clearRecords, type SigningCheck } from './double-signing.ts';
import { heal, partition, recordVotes, slowDown } from './faults.ts';
import { startLoad } from './load.ts';

export interface ChaosResult {
  readonly passed: boolean;
  readonly seed: number;
  readonly faults: number;
  readonly payments: number;
  readonly chains: ChainComparison;
  readonly signing: SigningCheck;
  /** From when all was healed until every node had a new block that was made after it. */
  readonly recoveredMs: number;
}

export interface ChaosOptions {
  readonly seed: number;
  readonly durationMs: number;
  readonly provider: SignatureProvider;
  /** Ends it early: what was injected is healed, and its reason is thrown. */
  readonly signal: AbortSignal;
  /** Told when a fault begins and ends. */
  readonly onEvent: (event: ChaosEvent, what: 'begins' | 'ends') => void;
}

/** A network that has not recovered by then has failed. */
const recoveryTimeoutMs = 60_000;

/**
 * Runs the faults that follow from the seed on a testnet that is up, heals everything, and checks: the
 * same blocks everywhere, no payment lost that was said to be final, nobody signed twice. Throws
 * `TestnetError` `node_failed` when a node does not come back.
 */
export async function runChaos(
  home: string,
  manifest: TestnetManifest,
  { seed, durationMs, provider, signal, onEvent }: ChaosOptions,
): Promise<ChaosResult> {
  const folder = testnetFolder(home);
  const plan = chaosPlan(seed, manifest.nodes.length, durationMs);
  // What an earlier drill left broken is not this one's.
  await restore(folder, manifest);
  // Nothing can be paid, nor proven, on a chain that has just begun.
  await untilHeight(folder, manifest, 1n, recoveryTimeoutMs);
  await clearRecords(folder, manifest);
  await recordVotes(folder, manifest, true);
  const load = await startLoad(home, manifest, provider);
  const started = performance.now();
  try {
    for (const event of plan) {
      await pause(Math.max(0, started + event.atMs - performance.now()), undefined, { signal });
      onEvent(event, 'begins');
      await begin(folder, manifest, event);
      await pause(event.forMs, undefined, { signal });
      await end(folder, manifest, event);
      onEvent(event, 'ends');
    }
    await pause(Math.max(0, started + durationMs - performance.now()), undefined, { signal });
    const recoveredMs = await recover(folder, manifest);
    const payments = await load.stop();
    await untilHeight(folder, manifest, await highest(folder, manifest), recoveryTimeoutMs);
    const chains = await compareChains(manifest, payments);
    const signing = await checkSigning(folder, manifest);
    const isClean =
      chains.forks.length === 0 && chains.lost.length === 0 && signing.conflicts.length === 0;
    return {
      passed: isClean && payments.length > 0,
      seed,
      faults: plan.length,
      payments: payments.length,
      chains,
      signing,
      recoveredMs,
    };
  } catch (error) {
    // A pause that ends early tells nothing of why.
    signal.throwIfAborted();
    throw error;
  } finally {
    // Together: a payment on its way becomes final once the nodes are back, and is in no pool that the next load meets.
    await Promise.all([load.stop(), restore(folder, manifest)]);
    await recordVotes(folder, manifest, false);
  }
}

function struck({ nodes }: TestnetManifest, event: ChaosEvent): readonly TestnetNode[] {
  return event.nodes.flatMap((index) => nodes[index] ?? []);
}

async function begin(folder: string, manifest: TestnetManifest, event: ChaosEvent): Promise<void> {
  const nodes = struck(manifest, event);
  const names = nodes.map(({ name }) => name);
  const { fault } = event;
  switch (fault.type) {
    case 'kill':
      await Promise.all(nodes.map((node) => killProcess(folder, node)));
      return;
    case 'pause':
      await Promise.all(nodes.map((node) => pauseProcess(folder, node)));
      return;
    case 'restart':
      await Promise.all(nodes.map((node) => stopProcess(folder, node)));
      return;
    case 'partition':
      return partition(folder, manifest, names);
    case 'slow':
      return slowDown(folder, manifest, names, fault);
  }
}

async function end(folder: string, manifest: TestnetManifest, event: ChaosEvent): Promise<void> {
  const nodes = struck(manifest, event);
  switch (event.fault.type) {
    case 'kill':
    case 'restart':
      for (const node of nodes) await startProcess(folder, node);
      await Promise.all(nodes.map((node) => untilReady(folder, manifest, node)));
      return;
    case 'pause':
      await Promise.all(nodes.map((node) => resumeProcess(folder, node)));
      return;
    case 'partition':
    case 'slow':
      return heal(folder, manifest);
  }
}

/** Everything runs, and no link has a fault. */
async function restore(folder: string, manifest: TestnetManifest): Promise<void> {
  for (const node of manifest.nodes) {
    await resumeProcess(folder, node);
    await startProcess(folder, node);
  }
  await Promise.all(manifest.nodes.map((node) => untilReady(folder, manifest, node)));
  await heal(folder, manifest);
}

async function recover(folder: string, manifest: TestnetManifest): Promise<number> {
  await restore(folder, manifest);
  const healed = performance.now();
  await untilHeight(folder, manifest, (await highest(folder, manifest)) + 1n, recoveryTimeoutMs);
  return performance.now() - healed;
}

async function highest(folder: string, manifest: TestnetManifest): Promise<bigint> {
  const statuses = await testnetStatus(folder, manifest);
  return statuses.reduce((most, { status }) => {
    const height = status?.head.height ?? 0n;
    return height > most ? height : most;
  }, 0n);
}
