/**
 * The ports of each process that runs tests. Looking whether a port is free takes it for a moment, so that two processes which
 * look at the same ports, also those of two runs on one machine, make the nodes of each other fail.
 */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that a testnet takes by itself, and those that the system gives to connections. */
const ranges = { first: 12_000, count: 14, size: 1_000 } as const;

/** Of those that a command chooses by itself; the ports below are for tests that name them (`ports.ts`). */
const chosenFrom = 600;

if (process.env.TRELLIS_BASE_PORT === undefined) {
  process.env.TRELLIS_BASE_PORT = String((await claimRange()) + chosenFrom);
}

/** The first port of this process. */
export const firstPort = Number(process.env.TRELLIS_BASE_PORT) - chosenFrom;

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
