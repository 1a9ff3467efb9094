import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getStatus } from '@trellis/client';
import { heal, nodeFiles, nodeFolder, slowDown, untilHeight } from '@trellis/testnet';
import { expect, it } from 'vitest';
import { startNetwork } from '../e2e/network.ts';

it('slows down a testnet that was made without orders, as that of "trellis demo" was', async () => {
  const network = await startNetwork({ validators: 1 });
  try {
    const { folder, manifest } = network;
    const path = join(nodeFolder(folder, network.node(0)), nodeFiles.config);
    const before = JSON.parse(await readFile(path, 'utf8'));
    expect(before.network.drill).toBe(null);
    // There is nothing to heal, and so nothing to change.
    await heal(folder, manifest);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(before);
    await slowDown(folder, manifest, ['node1'], { latencyMs: 50, lossPerMillion: 0 });
    const changed = { ...before.network, drill: nodeFiles.drill };
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ ...before, network: changed });
    await heal(folder, manifest);
    const [transport] = network.transports;
    if (transport === undefined) throw new Error('a network without nodes');
    const { head } = await getStatus(transport);
    await untilHeight(folder, manifest, head.height, 60_000);
  } finally {
    await network.remove();
  }
});
