import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findBasePort, httpPortOffset } from './free-ports.ts';

const servers: Server[] = [];
const listen = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    servers.push(server);
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });

afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) server.close();
});

describe('free ports', () => {
  it('are looked for beyond those that somebody listens on, HTTP included', async () => {
    // Below the ports that Linux gives to outgoing connections, any of which might take one in between.
    const base = await findBasePort(2, 30_000);
    await listen(base + httpPortOffset + 1);
    expect(await findBasePort(2, base)).toBeGreaterThan(base);
  });

  it('are looked for where the environment says', async () => {
    vi.stubEnv('TRELLIS_BASE_PORT', '31000');
    expect(await findBasePort(2)).toBeGreaterThanOrEqual(31_000);
    for (const wrong of ['x', '0', '65400', '-1', '1e4', '26600 ']) {
      vi.stubEnv('TRELLIS_BASE_PORT', wrong);
      await expect(async () => findBasePort(2)).rejects.toMatchObject({ code: 'bad_base_port' });
    }
  });

  it('that there are not are an error that says what to do', async () => {
    await expect(findBasePort(4, 65_400)).rejects.toMatchObject({
      code: 'no_free_ports',
      message: expect.stringContaining('stop what listens there'),
    });
  });
});
