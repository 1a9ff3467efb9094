/** Ports of this machine for what a test starts. */
import { findBasePort } from '@trellis/testnet';

/** Test files run side by side; each worker looks for ports in a range of its own. */
const firstPort = 12_000 + 1_000 * (Number(process.env.VITEST_POOL_ID ?? 0) % 10);

/** The first network port for so many nodes; their HTTP ports are 100 above. */
export const testPorts = (nodes: number): Promise<number> => findBasePort(nodes, firstPort);
