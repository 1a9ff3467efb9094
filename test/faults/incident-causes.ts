/** How validators come to trouble in the incidents of the documentation. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { getEvidence, getNodes, getStatus, getValidators } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { readAgreedRecoveries } from '@trellis/keystore';
import { openValidatorKey, readConfig } from '@trellis/node';
import { recoveryPoint } from '@trellis/protocol';
import {
  genesisPath,
  nodeFiles,
  nodeFolder,
  startProcess,
  stopProcess,
  untilReady,
} from '@trellis/testnet';
import { startDoubleVoter } from '../e2e/double-voter.ts';
import type { TestNetwork } from '../e2e/network.ts';

const configPath = ({ folder, node }: TestNetwork, index: number): string =>
  join(nodeFolder(folder, node(index)), nodeFiles.config);

/** Another process has a validator's keys and votes twice; then the validator is back. */
export async function signTwice(network: TestNetwork, index: number): Promise<void> {
  const { folder, manifest } = network;
  const node = network.node(index);
  const [transport] = network.transports;
  const { validator } = await readConfig(configPath(network, index));
  if (transport === undefined || validator === null) throw new Error('a node, and a validator');
  const key = await openValidatorKey(validator, createProvider('native'));
  await stopProcess(folder, node);
  const [nodes, { chainId }] = await Promise.all([getNodes(transport), getStatus(transport)]);
  const agreed = await readAgreedRecoveries(genesisPath(folder));
  const recoveries = agreed.map(({ plan }) => recoveryPoint(plan));
  const liar = await startDoubleVoter({ network, index, key, chainId, nodes, recoveries });
  try {
    for (;;) {
      const { blocks, waiting } = await getEvidence(transport);
      if (blocks.length > 0) break;
      if (waiting.length === 0) await liar.voteTwice((await getStatus(transport)).head.height + 1n);
      await pause(200);
    }
    const isValidator = async (): Promise<boolean> =>
      (await getValidators(transport)).validators.some(({ name }) => name === node.name);
    while (await isValidator()) await pause(200);
  } finally {
    await liar.stop();
  }
  await startProcess(folder, node);
  await untilReady(folder, manifest, node);
}

/** A node whose verifier goes wrong; resolves when it has ended. */
export async function stopByDoubleCheck(network: TestNetwork, index: number): Promise<void> {
  await stopProcess(network.folder, network.node(index));
  const path = configPath(network, index);
  const config: object = JSON.parse(await readFile(path, 'utf8'));
  const crypto = { expandedKeys: 100, doubleCheck: 1 };
  await writeFile(path, `${JSON.stringify({ ...config, crypto }, null, 2)}\n`);
  const wrong = new URL('../e2e/wrong-verifier.ts', import.meta.url).href;
  const program = fileURLToPath(new URL('../../packages/node/src/main.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ['--import', wrong, program, path], {
    stdio: 'ignore',
  });
  const [code] = await once(child, 'exit');
  if (code !== 5) throw new Error(`it ended with ${code}, not by its double check`);
}
