/** Measures a real testnet: finality when idle, payments a second under load, and what they cost. */
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProvider, type SchemeName, schemes } from '@trellis/crypto';
import { apiPaths } from '@trellis/protocol/http-api';
import {
  findBasePort,
  findProcess,
  initTestnet,
  nodeFiles,
  nodeFolder,
  startTestnet,
  stopAll,
  type TestnetManifest,
  testnetFolder,
  testnetStatus,
  untilHeight,
} from '@trellis/testnet';
import { ascending, quantile } from '../statistics.ts';
import { benchAccounts } from './accounts.ts';
import type { LoadCommand, LoadJob, LoadMessage } from './load.ts';
import type { LoadResult } from './open-loop.ts';
import { signPayments } from './payments.ts';
import { folderBytes, processUsage } from './process-usage.ts';

export interface NetworkBenchOptions {
  readonly scheme: SchemeName;
  readonly validators: number;
  readonly accounts: number;
  /** Offered payments a second, one after another. */
  readonly rates: readonly number[];
  readonly secondsPerRate: number;
  readonly idlePayments: number;
  /** Chooses the accounts; the same seed gives the same payments. */
  readonly runSeed: number;
}

/** One offered rate, and what came of it. */
export interface LoadReport {
  readonly offeredPerSecond: number;
  readonly achievedPerSecond: number;
  readonly result: Omit<LoadResult, 'latenciesMs'>;
  readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number };
  readonly blocks: number;
  /** Of all nodes together, for each final payment. */
  readonly nodeCpuMsPerPayment: number;
  readonly generatorCpuMsPerPayment: number;
  /** Of each node, on average. */
  readonly bytesSentPerPayment: number;
  readonly diskBytesPerPayment: number;
  readonly memoryBytesPerNode: number;
}

export interface NetworkReport {
  readonly options: NetworkBenchOptions;
  readonly firstBlockSeconds: number;
  readonly idleFinalityMs: { readonly p50: number; readonly p99: number; readonly count: number };
  readonly paymentBytes: number;
  readonly signatureBytes: number;
  readonly verifyMicroseconds: number;
  /** What all cores together could verify, divided by the nodes that each verify every payment. */
  readonly verifyBoundPerSecond: number;
  readonly loads: readonly LoadReport[];
}

/** Runs the whole measurement in a folder of its own; nothing of it is left afterwards. */
export async function runNetworkBench(
  options: NetworkBenchOptions,
  cores: number,
  onProgress: (text: string) => void,
): Promise<NetworkReport> {
  const home = await mkdtemp(join(tmpdir(), 'trellis-bench-'));
  const accounts = benchAccounts(options.scheme, options.accounts, options.runSeed);
  const manifest = await initTestnet(home, {
    validators: options.validators,
    scheme: options.scheme,
    provider: createProvider('native'),
    logLevel: 'warn',
    // Away from where testnets look first.
    basePort: await findBasePort(options.validators, 23_000),
    accounts: accounts.map(({ key }) => ({
      scheme: key.scheme,
      publicKey: key.publicKey,
      amount: 1_000_000n,
    })),
  });
  const folder = testnetFolder(home);
  try {
    onProgress(`starting ${options.validators} validators`);
    const started = performance.now();
    await startTestnet(folder, manifest);
    await untilHeight(folder, manifest, 1n, 60_000);
    const firstBlockSeconds = (performance.now() - started) / 1000;

    onProgress(`${options.idlePayments} single payments on an idle network`);
    const idle = await measureIdle(manifest, options, accounts);
    const verifyMicroseconds = await measureVerify(options.scheme);
    const loads: LoadReport[] = [];
    let from = options.idlePayments;
    for (const rate of options.rates) {
      const count = Math.round(rate * options.secondsPerRate);
      onProgress(`signing ${count} payments, then ${rate}/s for ${options.secondsPerRate} s`);
      loads.push(await measureLoad(folder, manifest, options, { rate, count, from }));
      from += count;
    }
    return {
      options,
      firstBlockSeconds,
      ...idle,
      signatureBytes: schemes[options.scheme].signatureBytes,
      verifyMicroseconds,
      verifyBoundPerSecond: (cores * 1e6) / (verifyMicroseconds * options.validators),
      loads,
    };
  } finally {
    await stopAll(folder, manifest);
    await rm(home, { recursive: true, force: true });
  }
}

/** Payments one after another, each from its submission to its receipt in the answer. */
async function measureIdle(
  manifest: TestnetManifest,
  options: NetworkBenchOptions,
  accounts: ReturnType<typeof benchAccounts>,
): Promise<Pick<NetworkReport, 'idleFinalityMs' | 'paymentBytes'>> {
  const payments = await signPayments(manifest.chainId, accounts, options.idlePayments);
  const times: number[] = [];
  for (const [index, { encoded }] of payments.entries()) {
    const node = manifest.nodes[index % manifest.nodes.length];
    const before = performance.now();
    const response = await fetch(`${node?.http}${apiPaths.transactions}?wait=10000`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from(encoded),
    });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`a payment was answered with ${response.status}`);
    times.push(performance.now() - before);
    // Longer than the least interval between blocks: each payment meets an idle network.
    await pause(120);
  }
  const sorted = ascending(times);
  return {
    idleFinalityMs: {
      p50: quantile(sorted, 0.5),
      p99: quantile(sorted, 0.99),
      count: sorted.length,
    },
    paymentBytes: payments[0]?.encoded.length ?? 0,
  };
}

/** Median of verifying one signature after another, in this process. */
async function measureVerify(scheme: SchemeName): Promise<number> {
  const provider = createProvider('native');
  const [account] = benchAccounts(scheme, 1, 0);
  if (account === undefined) throw new Error('no account');
  const message = new Uint8Array(256);
  const signature = await account.key.sign('tx', message);
  const claim = {
    scheme,
    purpose: 'tx' as const,
    publicKey: account.key.publicKey,
    message,
    signature,
  };
  const times: number[] = [];
  for (let round = 0; round < 400; round++) {
    const before = performance.now();
    await provider.verify(claim);
    times.push((performance.now() - before) * 1000);
  }
  return quantile(ascending(times), 0.5);
}

interface Snapshot {
  readonly height: bigint;
  readonly bytesSent: number;
  readonly diskBytes: number;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

async function snapshot(folder: string, manifest: TestnetManifest): Promise<Snapshot> {
  const statuses = await testnetStatus(folder, manifest);
  const parts = await Promise.all(
    statuses.map(async ({ node, status }) => {
      const pid = await findProcess(folder, node);
      if (pid === null || status === null) throw new Error(`${node.name} died during the run`);
      const usage = await processUsage(pid);
      const data = join(nodeFolder(folder, node), nodeFiles.data);
      const sent = status.peers.reduce((sum, peer) => sum + Number(peer.bytesSent), 0);
      return { height: status.head.height, sent, disk: await folderBytes(data), usage };
    }),
  );
  const sum = (value: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((total, part) => total + value(part), 0);
  return {
    height: parts[0]?.height ?? 0n,
    bytesSent: sum(({ sent }) => sent),
    diskBytes: sum(({ disk }) => disk),
    cpuSeconds: sum(({ usage }) => usage.cpuSeconds),
    memoryBytes: sum(({ usage }) => usage.memoryBytes),
  };
}

async function measureLoad(
  folder: string,
  manifest: TestnetManifest,
  options: NetworkBenchOptions,
  load: { readonly rate: number; readonly count: number; readonly from: number },
): Promise<LoadReport> {
  const job: LoadJob = {
    urls: manifest.nodes.map(({ http }) => http),
    chainId: manifest.chainId,
    scheme: options.scheme,
    accounts: options.accounts,
    runSeed: options.runSeed,
    ...load,
    patienceMs: 60_000,
  };
  let before: Snapshot | undefined;
  const { result, cpuSeconds } = await generate(job, async () => {
    before = await snapshot(folder, manifest);
  });
  const after = await snapshot(folder, manifest);
  if (before === undefined) throw new Error('the generator never began');
  const { latenciesMs, ...counts } = result;
  const perPayment = (total: number): number => total / Math.max(1, result.final);
  const nodes = manifest.nodes.length;
  return {
    offeredPerSecond: result.offered / result.seconds,
    achievedPerSecond: result.final / result.secondsToLastFinal,
    result: counts,
    latencyMs: {
      p50: quantile(latenciesMs, 0.5),
      p90: quantile(latenciesMs, 0.9),
      p99: quantile(latenciesMs, 0.99),
    },
    blocks: Number(after.height - before.height),
    nodeCpuMsPerPayment: perPayment((after.cpuSeconds - before.cpuSeconds) * 1000),
    generatorCpuMsPerPayment: perPayment(cpuSeconds * 1000),
    bytesSentPerPayment: perPayment((after.bytesSent - before.bytesSent) / nodes),
    diskBytesPerPayment: perPayment((after.diskBytes - before.diskBytes) / nodes),
    memoryBytesPerNode: after.memoryBytes / nodes,
  };
}

/** Runs the load generator in a process of its own; `beforeLoad` is called when all is signed. */
function generate(
  job: LoadJob,
  beforeLoad: () => Promise<void>,
): Promise<Extract<LoadMessage, { type: 'done' }>> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./load.ts', import.meta.url)));
    const command = (message: LoadCommand): boolean => child.send(message);
    child.on('message', (message: LoadMessage) => {
      if (message.type === 'done') resolve(message);
      else beforeLoad().then(() => command({ type: 'go' }), reject);
    });
    child.on('exit', (code) => {
      reject(new Error(`the load generator ended early with code ${code}`));
    });
    command({ type: 'job', job });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
