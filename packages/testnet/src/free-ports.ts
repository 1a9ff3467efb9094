/** Finding ports that nobody listens on. */
import { createServer } from 'node:net';
import { TestnetError } from './layout.ts';

/** Nodes listen from here on; HTTP ports are 100 above network ports. */
const defaultBasePort = 26_600;

/** How far apart the network port and the HTTP port of a node are. */
export const httpPortOffset = 100;

const step = 200;

/**
 * A base port from which `count` network and HTTP ports are all free, from `first` on, else from that of the environment.
 * Throws `TestnetError` `no_free_ports`, `bad_base_port`.
 */
export async function findBasePort(count: number, first = preferredBasePort()): Promise<number> {
  for (let base = first; base + step < 65_536; base += step) {
    if ((await takenPorts(base, count)).length === 0) return base;
  }
  throw new TestnetError(
    'no_free_ports',
    `there are no ${2 * count} free ports from ${first} on; stop what listens there, such as other testnets`,
  );
}

/** Where a new testnet looks first: of `TRELLIS_BASE_PORT`, so that testnets begun at the same moment don't take the ports of each other. */
function preferredBasePort(): number {
  const given = process.env.TRELLIS_BASE_PORT ?? '';
  if (given === '') return defaultBasePort;
  const port = /^[0-9]{1,5}$/.test(given) ? Number(given) : 0;
  if (port > 0 && port + step < 65_536) return port;
  throw new TestnetError(
    'bad_base_port',
    `TRELLIS_BASE_PORT: expected a port from 1 to ${65_535 - step}, not "${given.slice(0, 20)}"`,
  );
}

/** Throws `TestnetError` `no_free_ports` when somebody listens on a port that a node would have. */
export async function expectFreePorts(base: number, count: number): Promise<void> {
  const taken = await takenPorts(base, count);
  if (taken.length === 0) return;
  throw new TestnetError(
    'no_free_ports',
    `somebody listens on ${taken.join(', ')} already; choose another base port than ${base}`,
  );
}

async function takenPorts(base: number, count: number): Promise<readonly number[]> {
  const ports = Array.from({ length: count }, (_, index) => [
    base + index,
    base + httpPortOffset + index,
  ]).flat();
  const free = await Promise.all(ports.map(isFree));
  return ports.filter((_, index) => free[index] === false);
}

/** Whether nobody listens on this port of this machine. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
