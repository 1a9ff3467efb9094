/**
 * What a node's HTTP API bears, and what that does to the blocks: reads and submissions at a rate, in turn
 * with times without them. A few payments a second continue all the time, so that blocks are made back to back.
 */
import { createProvider } from '@trellis/crypto';
import { type AssetCode, toHeight } from '@trellis/protocol';
import { endpoints, pathOf } from '@trellis/protocol/http-api';
import {
  findBasePort,
  initTestnet,
  makeOwnedHome,
  removeTestnetHome,
  startTestnet,
  stopAll,
  testnetFolder,
  untilHeight,
} from '@trellis/testnet';
import { type BenchAccount, benchAccounts } from '../ledger/accounts.ts';
import { watchEvents } from '../ledger/event-watch.ts';
import { type SignedPayment, signPayments, type Turns } from '../ledger/payments.ts';
import { BenchError, type Metric } from '../run.ts';
import { median } from '../statistics.ts';
import { type HttpCall, type RequestLoad, sendCalls } from './request-load.ts';

export interface ApiBenchOptions {
  readonly validators: number;
  /** Of each kind a second. */
  readonly readsPerSecond: number;
  readonly submitsPerSecond: number;
  /** Of each part of a repetition. */
  readonly seconds: number;
  readonly repeat: number;
  readonly seed: number;
}

/** Reads at the rate that a node allows one caller by default. */
export const defaultApiBenchOptions: ApiBenchOptions = {
  validators: 4,
  readsPerSecond: 200,
  submitsPerSecond: 100,
  seconds: 5,
  repeat: 3,
  seed: 1,
};

export const quickApiBenchOptions: ApiBenchOptions = {
  ...defaultApiBenchOptions,
  seconds: 3,
  repeat: 1,
};

/** The parts of a repetition: each load comes right after a time without one. */
const apiParts = ['idle', 'reads', 'idle', 'submits'] as const;
type ApiPart = (typeof apiParts)[number];

export interface ApiPartResult {
  readonly part: ApiPart;
  readonly repetition: number;
  /** Between blocks, milliseconds. */
  readonly blockIntervalsMs: readonly number[];
  /** `null` without a load. */
  readonly load: RequestLoad | null;
}

export interface ApiBenchResult {
  readonly parts: readonly ApiPartResult[];
  readonly metrics: readonly Metric[];
  /** Why there are fewer parts than planned; `null` when there are not. */
  readonly problem: string | null;
}

/** Enough that a payment waits whenever a block may begin. */
const pulsePerSecond = 40;
const accountCount = 400;
/** A payment may be valid for 10,000 blocks at the most; no measurement makes as many. */
const validUntil = toHeight(9_000n);

/** What was measured until something went wrong is in the result. */
export async function runApiBench(
  options: ApiBenchOptions,
  onProgress: (share: number, what: string) => void,
  signal: AbortSignal,
): Promise<ApiBenchResult> {
  const home = await makeOwnedHome();
  const folder = testnetFolder(home);
  const provider = createProvider('native');
  const accounts = benchAccounts('ml-dsa-65', accountCount, options.seed, provider);
  const manifest = await initTestnet(home, {
    validators: options.validators,
    scheme: 'ml-dsa-65',
    provider,
    logLevel: 'warn',
    basePort: await findBasePort(options.validators),
    accounts: accounts.map(({ key }) => ({
      scheme: key.scheme,
      publicKey: key.publicKey,
      amount: 1_000_000n,
    })),
  });
  const parts: ApiPartResult[] = [];
  let problem: string | null = null;
  try {
    onProgress(0, 'start');
    await startTestnet(folder, manifest);
    await untilHeight(folder, manifest, 1n, 60_000);
    const [first, second] = manifest.nodes;
    if (first === undefined) throw new BenchError('run_failed', 'there is no node');
    const turns: Turns = { used: [], payers: [...accounts.keys()], next: 0, holds: new Map() };
    const sign = (count: number) =>
      signPayments(
        {
          chainId: manifest.chainId,
          accounts,
          memo: '',
          validUntil,
          workload: 'transfers',
          holdsEndAt: 0n,
        },
        turns,
        count,
      );
    const total = options.repeat * apiParts.length;
    for (let repetition = 1; repetition <= options.repeat; repetition++) {
      for (const part of apiParts) {
        onProgress(parts.length / total, `${part} ${repetition}/${options.repeat}`);
        const calls = await callsOf(part, options, accounts, sign);
        const pulse = (await sign(pulsePerSecond * options.seconds)).map(submission);
        const measured = await whileBlocksAreTimed(first.http, async () => {
          const [load] = await Promise.all([
            calls === null ? null : sendCalls(first.http, calls.calls, calls.rate, signal),
            // The pulse comes in elsewhere: it is no part of what the node's API bears.
            sendCalls((second ?? first).http, pulse, pulsePerSecond, signal),
          ]);
          return load;
        });
        parts.push({ part, repetition, ...measured });
      }
    }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  } finally {
    await stopAll(folder, manifest);
    await removeTestnetHome(home);
  }
  return { parts, metrics: metricsOf(parts), problem };
}

const submission = ({ encoded }: SignedPayment): HttpCall => ({
  path: endpoints.submitTransaction.path,
  body: encoded,
});

async function callsOf(
  part: ApiPart,
  { readsPerSecond, submitsPerSecond, seconds }: ApiBenchOptions,
  accounts: readonly BenchAccount[],
  sign: (count: number) => Promise<readonly SignedPayment[]>,
): Promise<{ readonly rate: number; readonly calls: readonly HttpCall[] } | null> {
  switch (part) {
    case 'idle':
      return null;
    case 'submits': {
      const payments = await sign(submitsPerSecond * seconds);
      return { rate: submitsPerSecond, calls: payments.map(submission) };
    }
    case 'reads':
      return {
        rate: readsPerSecond,
        calls: Array.from({ length: readsPerSecond * seconds }, (_, index) => ({
          path: readPath(index, accounts),
          body: null,
        })),
      };
  }
}

/** What programs ask most: is it alive, what is the newest block, what has this account (with its proof). */
function readPath(index: number, accounts: readonly BenchAccount[]): string {
  const account = accounts[index % accounts.length];
  if (index % 3 === 0) return endpoints.getStatus.path;
  if (index % 3 === 1 || account === undefined)
    return pathOf(endpoints.getBlock, { height: 'latest' });
  return pathOf(endpoints.getBalance, { address: account.address, asset: 'EUR' as AssetCode });
}

async function whileBlocksAreTimed(
  url: string,
  work: () => Promise<RequestLoad | null>,
): Promise<Pick<ApiPartResult, 'blockIntervalsMs' | 'load'>> {
  const blockIntervalsMs: number[] = [];
  let last: number | undefined;
  const watch = await watchEvents(url, {
    onBlock() {
      const now = performance.now();
      if (last !== undefined) blockIntervalsMs.push(now - last);
      last = now;
    },
    onTransaction() {},
    onEnd() {},
  });
  try {
    return { load: await work(), blockIntervalsMs };
  } finally {
    watch.stop();
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** One sample a repetition; a load's blocks are compared with those of the idle part right before it. */
export function metricsOf(parts: readonly ApiPartResult[]): readonly Metric[] {
  const metrics: Metric[] = [];
  const add = (name: string, subject: string, unit: string, better: Metric['better']) => {
    const samples: number[] = [];
    metrics.push({ name, subject, unit, better, samples });
    return samples;
  };
  const idle = add('block interval', 'idle', 'ms', 'lower');
  for (const { part, blockIntervalsMs } of parts) {
    if (part === 'idle') idle.push(median(blockIntervalsMs));
  }
  for (const kind of ['reads', 'submits'] as const) {
    const interval = add('block interval', kind, 'ms', 'lower');
    const share = add('block interval against idle', kind, 'times', 'lower');
    const rate = add('requests answered', kind, '/s', 'higher');
    const p50 = add('latency, median', kind, 'ms', 'lower');
    const p99 = add('latency, p99', kind, 'ms', 'lower');
    for (const [index, { part, load, blockIntervalsMs }] of parts.entries()) {
      if (part !== kind || load === null) continue;
      interval.push(median(blockIntervalsMs));
      // Means: what is lost or won over many blocks, not only in the usual one.
      share.push(mean(blockIntervalsMs) / mean(parts[index - 1]?.blockIntervalsMs ?? []));
      rate.push(load.perSecond);
      p50.push(load.latency?.p50Ms ?? Number.NaN);
      p99.push(load.latency?.p99Ms ?? Number.NaN);
    }
  }
  return metrics.filter(({ samples }) => samples.length > 0);
}
