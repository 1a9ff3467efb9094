/** Clocks that are set, one or all, and machines that are suspended: on real processes, whose clocks a library moves. */
import { setTimeout as pause } from 'node:timers/promises';
import { getStatus, getWhy } from '@trellis/client';
import {
  checkSigning,
  compareChains,
  pauseProcess,
  recordVotes,
  resumeProcess,
  untilHeight,
} from '@trellis/testnet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { type MovedClocks, movedClocks } from './moved-clocks.ts';
import { type SinglePayments, singlePayments } from './single-payments.ts';

const minuteMs = 60_000;
const suspendedSeconds = Number(process.env.TRELLIS_SUSPENDED_SECONDS ?? 10);
const all = [0, 1, 2, 3];

let network: TestNetwork;
let clocks: MovedClocks | null;
let payments: SinglePayments;

beforeAll(async () => {
  network = await startNetwork({ drill: true, logLevel: 'info' });
  const { folder, manifest } = network;
  await recordVotes(folder, manifest, true);
  clocks = await movedClocks(network);
  await clocks?.restart(all);
  payments = await singlePayments(network, 0);
});

afterAll(() => network?.remove());

const setAll = (offsetMs: number): Promise<unknown> =>
  Promise.all(all.map((index) => clocks?.set(index, offsetMs)));

/** Blocks come, and every node has them. */
async function continues(): Promise<void> {
  for (let count = 0; count < 3; count++) await payments.pay();
  const height = payments.finals.at(-1)?.height ?? 0n;
  await untilHeight(network.folder, network.manifest, height, minuteMs);
}

/** What a node says of why there is no block, and what it tells besides. */
async function causesOf(index: number): Promise<readonly string[]> {
  const transport = network.transports[index];
  if (transport === undefined) throw new Error(`no node ${index}`);
  const { cause, also } = await getWhy(transport);
  return [cause, ...also.map((finding) => finding.cause)].map(String);
}

const ofClocks = (causes: readonly string[]): readonly string[] =>
  causes.filter((cause) => cause.includes('clock'));

describe.skipIf(process.platform !== 'linux')('clocks', () => {
  it('that are all set back by ten minutes: blocks continue, and each node says that the chain is ahead', async ({
    skip,
  }) => {
    if (clocks === null) skip('there is no C compiler');
    await continues();
    await setAll(-10 * minuteMs);
    await continues();
    for (const [index] of network.manifest.nodes.entries()) {
      await expect.poll(() => causesOf(index).then(ofClocks)).toEqual(['chain_ahead_of_clock']);
    }
  });

  it('that are all set forward again, as after a machine was suspended: blocks continue, and nothing is wrong', async ({
    skip,
  }) => {
    if (clocks === null) skip('there is no C compiler');
    await setAll(10 * minuteMs);
    await continues();
    for (const [index] of network.manifest.nodes.entries()) {
      await expect.poll(() => causesOf(index).then(ofClocks)).toEqual([]);
    }
  });

  it('of which one is off by ten minutes: the others continue, and each says whose it is', async ({
    skip,
  }) => {
    if (clocks === null) skip('there is no C compiler');
    for (const offsetMs of [20 * minuteMs, 0]) {
      await clocks?.set(3, offsetMs);
      await continues();
      await expect.poll(() => causesOf(3).then(ofClocks)).toContain('own_clock_off');
      await expect.poll(() => causesOf(0).then(ofClocks)).toContain('clock_off');
      await clocks?.set(3, 10 * minuteMs);
      await continues();
      await expect.poll(() => causesOf(0).then(ofClocks)).toEqual([]);
    }
  });
});

it('processes that were all suspended continue, sign nothing twice and say nothing false', async () => {
  const { folder, manifest } = network;
  for (const node of manifest.nodes) await pauseProcess(folder, node);
  await pause(suspendedSeconds * 1_000);
  for (const node of manifest.nodes) await resumeProcess(folder, node);
  await continues();
  for (const [index] of manifest.nodes.entries()) {
    await expect.poll(() => causesOf(index)).toEqual(['nothing_to_do']);
    const transport = network.transports[index];
    expect(transport && (await getStatus(transport)).guard?.state).toBe('voting');
  }
});

it('after all that the blocks are the same everywhere, nothing is lost and nothing was signed twice', async () => {
  const { finals } = payments;
  expect(await compareChains(network.manifest, finals)).toMatchObject({ forks: [], lost: [] });
  const signing = await checkSigning(network.folder, network.manifest);
  expect(signing).toMatchObject({ conflicts: [] });
  expect(signing.messages).toBeGreaterThan(0);
});
