/** What a running node tells of itself for a report. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import type { Engine, Transport } from '@trellis/engine';
import { takeCpuProfile } from './cpu-profile.ts';
import { createStatusHistory, type StatusHistory } from './status-history.ts';

const profileMs = 10_000;

export interface StatusSample {
  readonly at: string;
  readonly height: number;
  readonly round: number;
  readonly step: string;
  readonly catchingUp: boolean;
  readonly mempool: number;
  readonly peers: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** Since the sample before. */
  readonly eventLoopDelayP99Ms: number;
}

export interface SelfReport {
  /** What the HTTP API answers about this node: its status, and why there is no new block. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly metrics: string;
  readonly history: readonly StatusSample[];
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly cpuProfile: unknown;
  readonly heap: unknown;
}

/** Samples the node until it is stopped. */
export function keepStatusHistory(
  engine: Pick<Engine, 'chain' | 'roundState' | 'isCatchingUp' | 'mempool'>,
  transport: Pick<Transport, 'peers'>,
): StatusHistory<StatusSample> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const history = createStatusHistory(() => {
    const { round, step } = engine.roundState();
    const { rss, heapUsed } = process.memoryUsage();
    const p99 = delay.percentile(99) / 1e6;
    delay.reset();
    return {
      at: new Date().toISOString(),
      height: Number(engine.chain.head().header.height),
      round,
      step,
      catchingUp: engine.isCatchingUp(),
      mempool: engine.mempool.count(),
      peers: transport.peers().filter(({ state }) => state === 'connected').length,
      residentBytes: rss,
      heapBytes: heapUsed,
      eventLoopDelayP99Ms: p99,
    };
  });
  return {
    samples: history.samples,
    stop() {
      history.stop();
      delay.disable();
    },
  };
}

/** With what was asked for: a profile takes ten seconds. */
export async function selfReport(
  node: {
    readonly answers: () => Promise<Readonly<Record<string, unknown>>>;
    readonly metrics: () => Promise<string>;
    readonly history: Pick<StatusHistory<StatusSample>, 'samples'>;
  },
  wanted: { readonly cpuProfile: boolean; readonly heap: boolean },
): Promise<SelfReport> {
  return {
    answers: await node.answers(),
    metrics: await node.metrics(),
    history: node.history.samples(),
    versions: process.versions,
    cpuProfile: wanted.cpuProfile ? await takeCpuProfile(profileMs) : null,
    // Numbers alone: a snapshot of the heap would have every key in it.
    heap: wanted.heap ? { total: getHeapStatistics(), spaces: getHeapSpaceStatistics() } : null,
  };
}
