/** Ports of this machine for what a test starts. */
import { randomInt } from 'node:crypto';
import { findBasePort } from '@trellis/testnet';

/** Test files run side by side; each worker looks for ports in a range of its own. */
const firstPort = 12_000 + 1_000 * (Number(process.env.VITEST_POOL_ID ?? 0) % 10);

/**
 * The first network port for so many nodes; their HTTP ports are 100 above. Not the lowest that is free: another run of the tests on
 * this machine would take the same one before anything listens there.
 */
export function testPorts(nodes: number): Promise<number> {
  return findBasePort(nodes, firstPort + 10 * randomInt(80));
}
