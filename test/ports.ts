/** Ports of this machine for what a test starts. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { findBasePort } from '@trellis/testnet';

/** Below the ports that a testnet takes by itself, and those that the system gives to connections. */
const ranges = { first: 12_000, count: 14, size: 1_000 } as const;

/**
 * Where each process that runs tests starts nodes. Looking whether a port is free takes it for a moment, so that two which look
 * at the same ports, also those of two runs on one machine, make the nodes of each other fail.
 */
const range = claimRange();

let given = 0;

/** The first network port for so many nodes, at most ten; their HTTP ports are 100 above. Twice in a row it is not the same one. */
export async function testPorts(nodes: number): Promise<number> {
  const place = given++ % 50;
  const offset = 200 * Math.floor(place / 10) + 10 * (place % 10);
  return findBasePort(nodes, (await range) + offset);
}

/** Listens on the last port of a range as long as this process lives, so that nobody else claims it. */
async function claimRange(): Promise<number> {
  const start = randomInt(ranges.count);
  for (let step = 0; step < ranges.count; step++) {
    const first = ranges.first + ranges.size * ((start + step) % ranges.count);
    if (await claims(first + ranges.size - 1)) return first;
  }
  throw new Error(`all ${ranges.count} ranges of ports are claimed by other tests`);
}

function claims(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true)).unref();
  });
}
