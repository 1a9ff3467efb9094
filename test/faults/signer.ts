/**
 * A validator whose key is with a signer, and who has a standby. One other validator is stopped all the while, so that
 * no block becomes final without this one: whatever befalls its nodes, its signer or their lines, blocks have to
 * come again, and it signs nothing twice.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { getStatus, httpTransport } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { seededRandom } from '@trellis/fault-injection';
import {
  addNode,
  checkSigning,
  killProcess,
  type Load,
  nodeFiles,
  nodeFolder,
  pauseProcess,
  readManifest,
  recordVotes,
  resumeProcess,
  type SigningCheck,
  startLoad,
  startProcess,
  stopProcess,
  type TestnetManifest,
  type TestnetNode,
  untilReady,
} from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';
import { type CuttableLine, openLine } from './cut-line.ts';

/** Of the four validators, the one whose key moves, and the one that is stopped. */
const moved = 0;
const stopped = 3;
const main = join(import.meta.dirname, '../../packages/cli/src/main.js');

const signerFaults = ['nodeKilled', 'nodePaused', 'signerKilled', 'lineCut', 'lineHeld'] as const;
type SignerFault = (typeof signerFaults)[number];

export interface SignerTrial {
  readonly fault: SignerFault;
  /** From the fault until the next block but one was final: the next may have been decided before. */
  readonly blocksAgainMs: number;
}

export interface SignerReport {
  readonly trials: readonly SignerTrial[];
  readonly payments: number;
  readonly signing: SigningCheck;
  /** Nodes that had the turn. */
  readonly turns: readonly string[];
}

interface Ground {
  readonly network: TestNetwork;
  readonly manifest: TestnetManifest;
  /** The validator's own node, and the one that stands by. */
  readonly nodes: readonly [TestnetNode, TestnetNode];
  readonly lines: readonly [CuttableLine, CuttableLine];
  readonly turns: string[];
  signer: ChildProcess;
}

export async function trySigner(
  network: TestNetwork,
  options: {
    readonly trials: number;
    readonly seed: number;
    readonly onTrial?: (trial: SignerTrial) => void;
  },
): Promise<SignerReport> {
  const random = seededRandom(options.seed);
  const provider = createProvider('native');
  const ground = await moveKey(network);
  let load: Load | null = null;
  try {
    const { folder, manifest } = { ...network, manifest: ground.manifest };
    load = await startLoad(network.home, manifest, provider);
    await recordVotes(folder, manifest, true);
    await network.kill(stopped);
    await untilBlocks(ground, 2n);
    const trials: SignerTrial[] = [];
    for (let index = 0; index < options.trials; index++) {
      const fault = signerFaults[Math.floor(random() * signerFaults.length)] ?? 'nodeKilled';
      await pause(random() * 1_000);
      const trial = await tryFault(ground, fault, 500 + random() * 4_000);
      trials.push(trial);
      options.onTrial?.(trial);
    }
    const finals = await load.stop();
    load = null;
    return {
      trials,
      payments: finals.length,
      signing: await checkSigning(folder, manifest),
      turns: ground.turns,
    };
  } finally {
    await load?.stop();
    ground.signer.kill('SIGKILL');
    // The network does not know of it.
    await killProcess(network.folder, ground.nodes[1]);
    await Promise.all(ground.lines.map((line) => line.close()));
  }
}

/** The validator stops, its key moves to a signer, and it and a new observer ask that over lines that can be cut. */
async function moveKey(network: TestNetwork): Promise<Ground> {
  const { home, folder } = network;
  const provider = createProvider('native');
  const onStep = (): void => undefined;
  const trust = async (): Promise<void> => undefined;
  const added = await addNode({ home, provider, join: 'blocks', power: 0, onStep, trust });
  const manifest = await readManifest(folder);
  const nodes = [network.node(moved), added.node] as const;
  for (const node of nodes) await stopProcess(folder, node);
  const port = added.node.networkPort + 40;
  const configs = nodes.map((node) => join(nodeFolder(folder, node), nodeFiles.config));
  const [own, standby] = configs as [string, string];
  const out = join(home, 'signer');
  await trellis([
    'signer',
    'init',
    '--validator',
    own,
    '--standby',
    standby,
    '--listen',
    `127.0.0.1:${port}`,
    '--out',
    out,
  ]);
  const turns: string[] = [];
  const signer = await startSigner(join(out, nodeFiles.config), turns);
  const lines = [await openLine(port + 1, port), await openLine(port + 2, port)] as const;
  for (const [index, path] of configs.entries()) {
    const config = JSON.parse(await readFile(path, 'utf8'));
    config.signer.at.port = port + 1 + index;
    await writeFile(path, JSON.stringify(config));
  }
  const ground: Ground = { network, manifest, nodes, lines, turns, signer };
  for (const node of nodes) await startNode(ground, node);
  return ground;
}

async function trellis(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => {
      said += String(bytes);
    });
  }
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`trellis ${args.join(' ')}: ${said}`);
}

/** Resolves when it listens. */
async function startSigner(config: string, turns: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [main, 'signer', 'run', config], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { promise: listens, resolve, reject } = Promise.withResolvers<void>();
  child.once('exit', () => reject(new Error('the signer ended')));
  listens.catch(() => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { msg, node } = JSON.parse(line);
    if (msg.startsWith('waits for a node')) resolve();
    if (msg.startsWith('signs for this node')) turns.push(node);
  });
  await listens;
  return child;
}

async function startNode({ network: { folder }, manifest }: Ground, node: TestnetNode) {
  await startProcess(folder, node);
  await untilReady(folder, manifest, node);
}

async function tryFault(ground: Ground, fault: SignerFault, lastsMs: number): Promise<SignerTrial> {
  const { folder, home } = ground.network;
  const holder = ground.nodes.findIndex(({ name }) => name === ground.turns.at(-1)) === 1 ? 1 : 0;
  const node = ground.nodes[holder];
  const line = ground.lines[holder];
  const beganAt = performance.now();
  const again = async (): Promise<number> => {
    await untilBlocks(ground, 2n);
    return performance.now() - beganAt;
  };
  switch (fault) {
    case 'nodeKilled': {
      await killProcess(folder, node);
      const blocksAgainMs = await again();
      await startNode(ground, node);
      return { fault, blocksAgainMs };
    }
    case 'nodePaused': {
      await pauseProcess(folder, node);
      const blocksAgainMs = await again();
      await resumeProcess(folder, node);
      return { fault, blocksAgainMs };
    }
    case 'signerKilled': {
      ground.signer.kill('SIGKILL');
      await pause(lastsMs);
      ground.signer = await startSigner(join(home, 'signer', nodeFiles.config), ground.turns);
      return { fault, blocksAgainMs: await again() };
    }
    case 'lineCut':
    case 'lineHeld': {
      if (fault === 'lineCut') line.cut();
      else line.hold();
      const [blocksAgainMs] = await Promise.all([again(), pause(lastsMs)]);
      line.pass();
      return { fault, blocksAgainMs };
    }
  }
}

/** Until so many more blocks are final at a validator that nothing befalls. */
async function untilBlocks({ network }: Ground, count: bigint): Promise<void> {
  const transport = httpTransport({ url: network.node(1).http });
  const height = async () => (await getStatus(transport)).head.height;
  const target = (await height()) + count;
  const deadline = performance.now() + 120_000;
  while ((await height()) < target) {
    if (performance.now() > deadline) throw new Error('no blocks any more');
    await pause(50);
  }
}
