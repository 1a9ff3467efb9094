/** How much slower blocks come when a validator is down, and how soon after a halt they come again. */
import { setTimeout as pause } from 'node:timers/promises';
import { getReportedBlock, getStatus, type HttpTransport, httpTransport } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { startLoad, startProcess, untilHeight, untilReady } from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';

export interface BlockTimes {
  readonly allUpMs: number;
  readonly oneDownMs: number;
  /** How many times longer a block takes with one of the validators down. */
  readonly ratio: number;
}

/**
 * Mean time between blocks under load, with all validators and with the last one killed. Measured in
 * turns, so that whatever else the machine does falls on both.
 */
export async function measureBlockTimes(
  network: TestNetwork,
  { turns, windowMs }: { readonly turns: number; readonly windowMs: number },
): Promise<BlockTimes> {
  const victim = network.manifest.nodes.length - 1;
  const witness = transportOf(network, 0);
  const load = await startLoad(network.home, network.manifest, createProvider('native'));
  const allUp = { elapsedMs: 0, blocks: 0 };
  const oneDown = { elapsedMs: 0, blocks: 0 };
  try {
    for (let turn = 0; turn < turns; turn++) {
      await watchBlocks(witness, windowMs, allUp);
      await network.kill(victim);
      await watchBlocks(witness, windowMs, oneDown);
      await startAgain(network, [victim]);
      const { head } = await getStatus(witness);
      await untilHeight(network.folder, network.manifest, head.height, 60_000);
    }
  } finally {
    await load.stop();
  }
  const allUpMs = allUp.elapsedMs / allUp.blocks;
  const oneDownMs = oneDown.elapsedMs / oneDown.blocks;
  return { allUpMs, oneDownMs, ratio: oneDownMs / allUpMs };
}

export interface Halt {
  /** Blocks made final while more than a third of the power was gone. */
  readonly blocksWhileHalted: number;
  /** From when the missing nodes answer again to the next block. */
  readonly resumedAfterMs: number;
  /** The round in which that block was decided. */
  readonly round: number;
}

/** Kills the last two of four validators for a while, and measures how soon they continue together. */
export async function measureHalt(network: TestNetwork, haltMs: number): Promise<Halt> {
  const count = network.manifest.nodes.length;
  const victims = [count - 2, count - 1];
  const witness = transportOf(network, 0);
  const load = await startLoad(network.home, network.manifest, createProvider('native'));
  try {
    await pause(1_000);
    for (const victim of victims) await network.kill(victim);
    // A block that had its quorum already may still become final.
    await pause(1_500);
    const halted = await heightOf(witness);
    await pause(haltMs);
    const still = await heightOf(witness);
    await startAgain(network, victims);
    const back = performance.now();
    while ((await heightOf(witness)) === still) await pause(10);
    const resumedAfterMs = performance.now() - back;
    const { certificate } = await getReportedBlock(witness, still + 1n);
    if (certificate === null) throw new Error('only the genesis has no certificate');
    return { blocksWhileHalted: Number(still - halted), resumedAfterMs, round: certificate.round };
  } finally {
    await load.stop();
  }
}

/** Adds what happens in a span of time, from one new block to another. */
async function watchBlocks(
  transport: HttpTransport,
  windowMs: number,
  sum: { elapsedMs: number; blocks: number },
): Promise<void> {
  const first = await nextBlock(transport);
  const deadline = first.at + windowMs;
  let last = first;
  while (last.at < deadline) last = await nextBlock(transport);
  sum.elapsedMs += last.at - first.at;
  sum.blocks += Number(last.height - first.height);
}

async function nextBlock(transport: HttpTransport): Promise<{ height: bigint; at: number }> {
  const before = await heightOf(transport);
  for (;;) {
    const height = await heightOf(transport);
    if (height > before) return { height, at: performance.now() };
    await pause(5);
  }
}

async function heightOf(transport: HttpTransport): Promise<bigint> {
  return (await getStatus(transport)).head.height;
}

async function startAgain(network: TestNetwork, indexes: readonly number[]): Promise<void> {
  for (const index of indexes) await startProcess(network.folder, network.node(index));
  for (const index of indexes) {
    await untilReady(network.folder, network.manifest, network.node(index));
  }
}

function transportOf(network: TestNetwork, index: number): HttpTransport {
  return httpTransport({ url: network.node(index).http });
}
