/**
 * A network whose nodes run the sources of one checkout, under loads of this checkout's generator: so what differs
 * between two of them is the nodes. What its processes use is asked of the system, which counts nothing else that runs
 * on the machine.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createProvider, type SchemeName } from '@trellis/crypto';
import { benchAccounts } from '../ledger/accounts.ts';
import { type Generator, startGenerator } from '../ledger/generator.ts';
import { probeAccounts } from '../ledger/generator-messages.ts';
import { networkUsage } from '../ledger/network-usage.ts';
import { costTopics, type NetworkUsage } from '../ledger/node-costs.ts';

type Testnet = typeof import('@trellis/testnet');

export interface NetworkPlan {
  /** The folder of the checkout. */
  readonly root: string;
  readonly scheme: SchemeName;
  readonly validators: number;
  readonly accounts: number;
  /** Where its ports begin. */
  readonly basePort: number;
  /** Modules that all nodes load first. */
  readonly imports: readonly string[];
}

/** What a load was and what it used. */
export interface MeasuredLoad {
  readonly offered: number;
  readonly final: number;
  /** Final payments a second, until the last of them. */
  readonly perSecond: number;
  /** Microseconds of CPU time for each payment and node, of all threads of the nodes' processes. */
  readonly cpuMicros: number;
  /** For each payment, of the process that sent them. */
  readonly generatorMicros: number;
  readonly blocks: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Of a node on average, at the end. */
  readonly memoryBytes: number;
  readonly paymentBytes: number;
  /** That a node sent to its peers for each payment; `null` of a commit that tells it in another form. */
  readonly sentBytes: number | null;
}

export interface MeasuredNetwork {
  /** Throws `LedgerError` where a load can't be brought to its end; a later one may. */
  load(rate: number, seconds: number): Promise<MeasuredLoad>;
  /** Stops its nodes, and gives the configuration of one of them: its chain is still there. */
  halt(): Promise<{ readonly config: string }>;
  /** Stops what runs of it, and removes it. */
  stop(): Promise<void>;
}

const seed = 1;

/** Far more blocks than a load takes. */
const validity = 5_000n;

const timeoutMs = 60_000;

export async function startNetwork(plan: NetworkPlan): Promise<MeasuredNetwork> {
  const testnet: Testnet = await import(
    pathToFileURL(join(plan.root, 'packages', 'testnet', 'src', 'index.ts')).href
  );
  const home = await mkdtemp(join(tmpdir(), 'trellis-before-after-'));
  const manifest = await makeNetwork(testnet, home, plan);
  const folder = testnet.testnetFolder(home);
  let generator: Generator | undefined;
  const halt = async (): Promise<{ config: string }> => {
    await generator?.stop();
    generator = undefined;
    await testnet.stopAll(folder, manifest);
    const [first] = manifest.nodes;
    if (first === undefined) throw new Error('a network has nodes');
    return { config: join(testnet.nodeFolder(folder, first), testnet.nodeFiles.config) };
  };
  const stop = async (): Promise<void> => {
    await halt();
    await rm(home, { recursive: true, force: true });
  };
  const flags = plan.imports.flatMap((module) => ['--import', module]);
  try {
    await testnet.startTestnet(folder, manifest, { flags });
    await testnet.untilHeight(folder, manifest, 1n, timeoutMs);
    generator = await startGenerator({
      urls: manifest.nodes.map(({ http }) => http),
      chainId: manifest.chainId,
      scheme: plan.scheme,
      accounts: plan.accounts,
      seed,
      payloadBytes: 0,
      workload: 'transfers',
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const sender = generator;
  const processes = await Promise.all(
    manifest.nodes.map((node) => testnet.findProcess(folder, node)),
  );
  const pids = processes.filter((pid) => pid !== null);
  const height = async (): Promise<bigint> => {
    const [first] = await testnet.testnetStatus(folder, manifest);
    return first?.status?.head.height ?? 0n;
  };
  const sent = async (): Promise<number | null> => {
    const usage = await networkUsage(folder, manifest).catch(() => null);
    return usage?.nodes.reduce((sum, { traffic }) => sum + sentOf(traffic), 0) ?? null;
  };
  return {
    load: (rate, seconds) => runLoad({ sender, pids, height, sent }, rate, seconds),
    halt,
    stop,
  };
}

async function makeNetwork(
  testnet: Testnet,
  home: string,
  { scheme, validators, accounts, basePort }: NetworkPlan,
): ReturnType<Testnet['initTestnet']> {
  const provider = createProvider('native');
  const payers = benchAccounts(scheme, probeAccounts + accounts, seed, provider);
  return testnet.initTestnet(home, {
    validators,
    scheme,
    provider,
    logLevel: 'warn',
    basePort: await testnet.findBasePort(validators, basePort),
    accounts: payers.map(({ key }) => ({
      scheme: key.scheme,
      publicKey: key.publicKey,
      amount: 1_000_000n,
    })),
  });
}

function sentOf(traffic: NetworkUsage['nodes'][number]['traffic']): number {
  return costTopics.reduce((sum, topic) => sum + Number(traffic[topic].bytesSent), 0);
}

interface Parts {
  readonly sender: Generator;
  readonly pids: readonly number[];
  readonly height: () => Promise<bigint>;
  readonly sent: () => Promise<number | null>;
}

async function runLoad(
  { sender, pids, height, sent }: Parts,
  rate: number,
  seconds: number,
): Promise<MeasuredLoad> {
  const from = await height();
  const { paymentBytes } = await sender.sign(Math.round(rate * seconds), from + validity);
  const sentBefore = await sent();
  const before = await usageOf(pids);
  const { result, cpuSeconds } = await sender.load({
    rate,
    height: from,
    validity,
    timeoutMs,
    calm: null,
  });
  const after = await usageOf(pids);
  const sentAfter = await sent();
  const { offered, final, blocks, latency, secondsToLastFinal } = result;
  return {
    offered,
    final,
    perSecond: final / secondsToLastFinal,
    cpuMicros: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / (final * pids.length),
    generatorMicros: (cpuSeconds * 1e6) / offered,
    blocks,
    p50Ms: latency?.p50Ms ?? null,
    p99Ms: latency?.p99Ms ?? null,
    memoryBytes: after.memoryBytes,
    paymentBytes,
    sentBytes:
      sentBefore === null || sentAfter === null
        ? null
        : (sentAfter - sentBefore) / (final * pids.length),
  };
}

/** Linux counts CPU time in hundredths of a second for whoever asks (`man 5 proc`, USER_HZ), and memory in pages. */
const ticksPerSecond = 100;
const pageBytes = 4_096;

async function usageOf(
  pids: readonly number[],
): Promise<{ readonly cpuSeconds: number; readonly memoryBytes: number }> {
  const all = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/stat`, 'utf8');
      // The name of the program may contain spaces; what follows its bracket has none.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      const [user = '', system = ''] = fields.slice(11, 13);
      const [pages = ''] = fields.slice(21, 22);
      return {
        cpu: (Number(user) + Number(system)) / ticksPerSecond,
        memory: Number(pages) * pageBytes,
      };
    }),
  );
  return {
    cpuSeconds: all.reduce((sum, { cpu }) => sum + cpu, 0),
    memoryBytes: all.reduce((sum, { memory }) => sum + memory, 0) / all.length,
  };
}
