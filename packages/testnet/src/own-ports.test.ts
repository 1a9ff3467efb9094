import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider } from '@trellis/crypto';
import { nodeFiles } from '@trellis/node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findBasePort } from './free-ports.ts';
import { initTestnet } from './init.ts';
import { nodeFolder, readManifest, testnetFolder } from './layout.ts';
import { changePorts, refuseTakenPorts } from './own-ports.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'trellis-ports-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

it('a copy of a testnet does not start on ports that are taken, and gets ports of its own', async () => {
  const original = join(home, 'original');
  const copy = join(home, 'copy');
  const basePort = await findBasePort(2, 29_000);
  const { nodes } = await initTestnet(original, {
    validators: 2,
    scheme: 'ed25519+ml-dsa-65',
    provider: createProvider('native'),
    basePort,
  });
  await cp(original, copy, { recursive: true });
  const folder = testnetFolder(copy);
  await refuseTakenPorts(folder, nodes);
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(basePort, '127.0.0.1', resolve);
  });
  try {
    await expect(refuseTakenPorts(folder, nodes)).rejects.toMatchObject({
      code: 'ports_taken',
      message: expect.stringContaining('trellis testnet ports'),
    });
    const changed = await changePorts(folder, await readManifest(folder), basePort + 10);
    expect(await readManifest(folder)).toEqual(changed);
    await refuseTakenPorts(folder, changed.nodes);
    for (const [index, node] of changed.nodes.entries()) {
      const path = join(nodeFolder(folder, node), nodeFiles.config);
      const { network, http } = JSON.parse(await readFile(path, 'utf8'));
      expect(http.port).toBe(basePort + 110 + index);
      expect(network.listen).toEqual([`/ip4/127.0.0.1/tcp/${basePort + 10 + index}`]);
      expect(network.peers[0].address).toContain(`/tcp/${basePort + 11 - index}`);
    }
    expect((await readManifest(testnetFolder(original))).nodes).toEqual(nodes);
  } finally {
    server.close();
  }
});
