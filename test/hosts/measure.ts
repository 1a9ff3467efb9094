/** What is measured on a network of hosts: single payments, a load, and what passed the hosts' cables meanwhile. */
import { type Generator, probeAccounts, startGenerator } from '@trellis/bench';
import { getReportedBlock, getStatus, httpTransport } from '@trellis/client';
import { generatorSeed, type HostNetwork, payers } from './host-network.ts';
import { cableBytes } from './namespaces.ts';

/** Times of single payments, one after another, in milliseconds. */
export interface Idle {
  readonly p50Ms: number;
  readonly maxMs: number;
  readonly payments: number;
}

export interface Loaded {
  readonly offeredPerSecond: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly final: number;
  readonly offered: number;
}

/** Blocks between two heights. */
interface Blocks {
  readonly blocks: number;
  /** Those that were decided in a later round than the first. */
  readonly later: number;
  readonly roundMax: number;
}

export interface Measured extends Blocks {
  /** What a host sent through its cable, in kB a second: of all hosts the mean, and the most. */
  readonly sentKb: number;
  readonly sentKbMax: number;
  /** Of those, for each payment. */
  readonly sentKbPerPayment: number;
}

const validity = 5_000n;
const timeoutMs = 60_000;

export const openGenerator = ({ manifest }: HostNetwork): Promise<Generator> =>
  startGenerator({
    urls: manifest.nodes.map(({ http }) => http),
    chainId: manifest.chainId,
    scheme: 'ml-dsa-65',
    accounts: payers,
    seed: generatorSeed,
    payloadBytes: 0,
    workload: 'transfers',
  });

const heightOf = async (network: HostNetwork): Promise<bigint> =>
  (await getStatus(httpTransport({ url: network.node(0).http }))).head.height;

/** More than the accounts that make single payments: each has to pay more than once. */
const idlePayments = 2 * probeAccounts;

export async function measureIdle(
  network: HostNetwork,
  generator: Generator,
  payments = idlePayments,
): Promise<Idle & Measured> {
  const { result, measured } = await whileMeasured(network, async () => {
    const { timesMs } = await generator.probe(payments, (await heightOf(network)) + validity);
    return { payments: timesMs.length, timesMs };
  });
  const sorted = [...result.timesMs].sort((a, b) => a - b);
  const p50Ms = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return { p50Ms, maxMs: sorted.at(-1) ?? Number.NaN, payments: sorted.length, ...measured };
}

export async function measureLoad(
  network: HostNetwork,
  generator: Generator,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<Loaded & Measured> {
  const height = await heightOf(network);
  await generator.sign(rate * seconds, height + validity);
  const { result, measured } = await whileMeasured(network, async () => {
    const plan = { rate, height, validity, timeoutMs, calm: null };
    const load = (await generator.load(plan)).result;
    return { payments: load.final, load };
  });
  const { final, offered, latency, secondsToLastFinal } = result.load;
  return {
    ...measured,
    ...{ final, offered, offeredPerSecond: rate },
    perSecond: final / Math.max(secondsToLastFinal, 1e-3),
    p50Ms: latency?.p50Ms ?? Number.NaN,
    p99Ms: latency?.p99Ms ?? Number.NaN,
  };
}

/** What the cables and the blocks say of the time that something took. */
export async function whileMeasured<T extends { readonly payments: number }>(
  network: HostNetwork,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly measured: Measured }> {
  const [bytesBefore, heightBefore] = [await allSent(network), await heightOf(network)];
  const begun = performance.now();
  const result = await work();
  const seconds = (performance.now() - begun) / 1000;
  const [bytesAfter, heightAfter] = [await allSent(network), await heightOf(network)];
  const sent = bytesAfter.map((bytes, host) => (bytes - (bytesBefore[host] ?? 0)) / 1000);
  const mean = sent.reduce((sum, one) => sum + one, 0) / sent.length;
  const blocks = await blocksBetween(network, heightBefore, heightAfter);
  return {
    result,
    measured: {
      ...blocks,
      sentKb: mean / seconds,
      sentKbMax: Math.max(...sent) / seconds,
      sentKbPerPayment: mean / Math.max(1, result.payments),
    },
  };
}

const allSent = ({ places }: HostNetwork): Promise<number[]> =>
  Promise.all(places.map(async ({ host }) => (await cableBytes(host)).sent));

async function blocksBetween(network: HostNetwork, after: bigint, to: bigint): Promise<Blocks> {
  const transport = httpTransport({ url: network.node(0).http });
  const rounds = [];
  for (let height = after + 1n; height <= to; height++) {
    const { certificate } = await getReportedBlock(transport, height);
    if (certificate !== null) rounds.push(certificate.round);
  }
  return {
    blocks: rounds.length,
    later: rounds.filter((round) => round > 0).length,
    roundMax: Math.max(0, ...rounds),
  };
}
