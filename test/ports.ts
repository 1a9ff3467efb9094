/** Ports of this machine for what a test starts. */
import { findBasePort } from '@trellis/testnet';
import { firstPort } from './worker-ports.ts';

let given = 0;

/** The first network port for so many nodes, at most ten; their HTTP ports are 100 above. Twice in a row it is not the same one. */
export async function testPorts(nodes: number): Promise<number> {
  const place = given++ % 30;
  const offset = 200 * Math.floor(place / 10) + 10 * (place % 10);
  return findBasePort(nodes, firstPort + offset);
}
