import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { measureBlockTimes, measureHalt } from './liveness.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});

afterAll(async () => {
  await network?.remove();
});

describe('four validator processes under load', () => {
  it('make blocks hardly slower while one is dead', async () => {
    // With the dead proposer waited for, this is above 5.
    const { ratio } = await measureBlockTimes(network, { turns: 3, windowMs: 2_500 });
    expect(ratio).toBeLessThan(1.3);
  });

  it('halt while two are gone, and continue within a few rounds of their return', async () => {
    const { blocksWhileHalted, round } = await measureHalt(network, 2_000);
    expect(blocksWhileHalted).toBe(0);
    // Without a quorum no round ends; each validator may then be the absent proposer of another's round.
    expect(round).toBeLessThanOrEqual(4);
  });
});
