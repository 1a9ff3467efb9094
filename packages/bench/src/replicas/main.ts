/**
 * `node packages/bench/src/replicas/main.ts`: reads with proofs from 1, 2 and 4 observers behind a load balancer, of a chain of four
 * validators. All of them share the machine, so that reads a second end with its cores; what scales is told by the processor time
 * of a read. Prints the table of docs/scale.md.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createProvider } from '@trellis/crypto';
import { type AssetCode, decodeJson, type NodeUsage, nodeUsageCodec } from '@trellis/protocol';
import { endpoints, pathOf } from '@trellis/protocol/http-api';
import {
  findBasePort,
  initTestnet,
  makeOwnedHome,
  removeTestnetHome,
  startTestnet,
  stopAll,
  type TestnetNode,
  testnetFolder,
  untilHeight,
} from '@trellis/testnet';
import { benchAccounts } from '../ledger/accounts.ts';
import { textTable } from '../table.ts';
import type { BalancerJob } from './balancer.ts';
import type { ReaderJob, ReaderResult } from './reader.ts';

const validators = 4;
const sizes = [1, 2, 4] as const;
const connections = 8;
const seconds = 10;
const asset = 'EUR' as AssetCode;

interface Measured {
  readonly replicas: number;
  readonly readsPerSecond: number;
  readonly cpuMicros: number;
  readonly mainMicros: number;
  /** Of the reads' processor time, the largest and the smallest that one replica had. */
  readonly shares: readonly [number, number];
}

async function main(): Promise<void> {
  const home = await makeOwnedHome();
  const provider = createProvider('native');
  const accounts = benchAccounts('ml-dsa-65', 200, 1, provider);
  const observers = Math.max(...sizes);
  const basePort = await findBasePort(validators + observers + 1);
  const manifest = await initTestnet(home, {
    ...{ validators, observers, provider, basePort, scheme: 'ml-dsa-65', logLevel: 'warn' },
    accounts: accounts.map(({ key: { scheme, publicKey } }) => ({
      ...{ scheme, publicKey, amount: 1_000_000n },
    })),
  });
  const folder = testnetFolder(home);
  try {
    await startTestnet(folder, manifest);
    await untilHeight(folder, manifest, 1n, 120_000);
    const paths = accounts.map(({ address }) => pathOf(endpoints.getBalance, { address, asset }));
    const port = basePort + validators + observers;
    const measured: Measured[] = [];
    // The first round warms all of them up and is not shown.
    for (const replicas of [observers, ...sizes]) {
      console.error(`${replicas} replicas`);
      const nodes = manifest.nodes.slice(validators, validators + replicas);
      measured.push(await measure(nodes, port, paths));
    }
    console.log(table(measured.slice(1)));
  } finally {
    await stopAll(folder, manifest);
    await removeTestnetHome(home);
  }
}

async function measure(
  nodes: readonly TestnetNode[],
  port: number,
  paths: readonly string[],
): Promise<Measured> {
  const backends = nodes.map(({ httpPort }) => httpPort);
  const balancer = start('balancer', { port, backends } satisfies BalancerJob);
  try {
    await once(balancer, 'message');
    const before = await Promise.all(nodes.map(usageOf));
    const reader = start('reader', { port, paths, connections, seconds } satisfies ReaderJob);
    const [result]: [ReaderResult] = await once(reader, 'message').then(([message]) => [message]);
    const after = await Promise.all(nodes.map(usageOf));
    const used = after.map((usage, index) => cpuBetween(before[index], usage));
    const [all, main] = [sum(used.map(({ all: one }) => one)), sum(used.map((one) => one.main))];
    const shares = used.map((one) => one.all / all);
    return {
      replicas: nodes.length,
      readsPerSecond: result.reads / result.seconds,
      cpuMicros: all / result.reads,
      mainMicros: main / result.reads,
      shares: [Math.min(...shares), Math.max(...shares)],
    };
  } finally {
    balancer.kill();
  }
}

function start(program: 'balancer' | 'reader', job: BalancerJob | ReaderJob) {
  const path = fileURLToPath(new URL(`${program}.ts`, import.meta.url));
  return fork(path, [JSON.stringify(job)]);
}

async function usageOf({ http }: TestnetNode): Promise<NodeUsage> {
  const response = await fetch(http + endpoints.getUsage.path);
  const usage = decodeJson(nodeUsageCodec, await response.json());
  if (usage.ok) return usage.value;
  throw new Error(usage.problem.message);
}

function cpuBetween(before: NodeUsage | undefined, after: NodeUsage) {
  const { toldApart: _, ...threads } = after.threads;
  const main = Number(after.threads.main - (before?.threads.main ?? 0n));
  const all = sum(
    Object.entries(threads).map(([name, micros]) =>
      Number(micros - (before?.threads[name as keyof typeof threads] ?? 0n)),
    ),
  );
  return { main, all };
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

function table(measured: readonly Measured[]): string {
  const [first] = measured;
  if (first === undefined) return '';
  const head = ['replicas', 'reads/s', 'ratio', 'CPU µs a read', 'ratio', 'of which one thread'];
  const rows = measured.map(({ replicas, readsPerSecond, cpuMicros, mainMicros, shares }) => [
    String(replicas),
    readsPerSecond.toFixed(0),
    (readsPerSecond / first.readsPerSecond).toFixed(2),
    cpuMicros.toFixed(0),
    (cpuMicros / first.cpuMicros).toFixed(2),
    mainMicros.toFixed(0),
    ((1e6 / mainMicros) * replicas).toFixed(0),
    shares.map((share) => `${(100 * share).toFixed(0)} %`).join(' to '),
  ]);
  return (
    `${availableParallelism()} cores for all: validators, observers, balancer and reader\n` +
    textTable([[...head, 'reads/s if each had a core', 'a replica’s share'], ...rows])
  );
}

await main();
