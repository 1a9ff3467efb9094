import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getStatus, httpTransport } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import {
  findProcess,
  initTestnet,
  startProcess,
  stopAll,
  testnetFolder,
  untilHeight,
} from '@trellis/testnet';
import { expect, it, onTestFinished } from 'vitest';
import { testPorts } from '../ports.ts';

it('a validator started for the first time votes, also where the chain continued without it and needs it now', async () => {
  const home = await mkdtemp(join(tmpdir(), 'trellis-test-'));
  const folder = testnetFolder(home);
  const manifest = await initTestnet(home, {
    validators: 4,
    scheme: 'ml-dsa-65',
    provider: createProvider('native'),
    basePort: await testPorts(4),
    consensus: { heartbeatMs: 500 },
  });
  onTestFinished(async () => {
    await stopAll(folder, manifest);
    await rm(home, { recursive: true, force: true });
  });
  const [leaving, ...others] = manifest.nodes;
  const late = others.at(-1);
  const witness = others.at(0);
  if (leaving === undefined || late === undefined || witness === undefined) {
    throw new Error('a testnet of four has four nodes');
  }
  const first = manifest.nodes.filter((node) => node !== late);
  for (const node of first) await startProcess(folder, node);
  await untilHeight(folder, { ...manifest, nodes: first }, 1n, 120_000);

  const pid = await findProcess(folder, leaving);
  if (pid === null) throw new Error(`${leaving.name} does not run`);
  process.kill(pid, 'SIGKILL');
  await startProcess(folder, late);
  const { head } = await getStatus(httpTransport({ url: witness.http }));
  await untilHeight(folder, { ...manifest, nodes: others }, head.height + 2n, 120_000);
  expect((await getStatus(httpTransport({ url: late.http }))).head.height).toBeGreaterThan(
    head.height,
  );
});
