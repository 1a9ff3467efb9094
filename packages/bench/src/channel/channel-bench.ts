/** What our channel costs beside libp2p's Noise, in rounds that take turns. */
import type { Metric } from '../run.ts';
import { yardstick } from '../yardstick.ts';
import type { ChannelKind } from './endpoint.ts';
import { type ChannelCost, type ChannelPlan, measureChannel } from './measure.ts';

export interface ChannelOptions {
  readonly kinds: readonly ChannelKind[];
  /** Every channel is measured once a round. */
  readonly rounds: number;
  readonly plan: ChannelPlan;
}

export const defaultChannelOptions: ChannelOptions = {
  kinds: ['noise', 'X25519MLKEM768', 'SecP256r1MLKEM768', 'MLKEM1024'],
  rounds: 5,
  plan: { connects: 200, connectsPerSecond: 100, bulkBytes: 256e6, messages: 30_000 },
};

/** Done within half a minute on two cores. */
export const quickChannelOptions: ChannelOptions = {
  ...defaultChannelOptions,
  rounds: 1,
  plan: { connects: 30, connectsPerSecond: 100, bulkBytes: 32e6, messages: 3_000 },
};

export interface ChannelResult {
  /** One entry a round, in order. */
  readonly channels: readonly {
    readonly kind: ChannelKind;
    readonly rounds: readonly ChannelCost[];
  }[];
}

/** A figure of a channel. */
export interface ChannelFigure {
  readonly name: string;
  readonly unit: string;
  readonly better: Metric['better'];
  /** Whether it grows with the slowness of the machine. */
  readonly isTime: boolean;
  readonly of: (cost: ChannelCost) => number;
}

const time = (name: string, unit: string, of: ChannelFigure['of']): ChannelFigure => ({
  name,
  unit,
  better: 'lower',
  isTime: true,
  of,
});
const rate = (name: string, unit: string, of: ChannelFigure['of']): ChannelFigure => ({
  name,
  unit,
  better: 'higher',
  isTime: false,
  of,
});

export const channelFigures: readonly ChannelFigure[] = [
  time('handshake p50', 'ms', ({ idle }) => idle.p50Ms),
  time('handshake p99', 'ms', ({ idle }) => idle.p99Ms),
  time('handshake CPU, both ends', 'ms', ({ idle }) => idle.cpuMs),
  time('handshake p50 at rate', 'ms', ({ busy }) => busy.p50Ms),
  time('handshake p99 at rate', 'ms', ({ busy }) => busy.p99Ms),
  time('handshake CPU at rate', 'ms', ({ busy }) => busy.cpuMs),
  {
    name: 'handshake bytes',
    unit: 'B',
    better: 'lower',
    isTime: false,
    of: ({ handshakeBytes }) => handshakeBytes,
  },
  rate('bulk', 'MB/s', ({ bulkMegabytesPerSecond }) => bulkMegabytesPerSecond),
  time('bulk CPU', 'ms/MB', ({ bulkCpuMsPerMegabyte }) => bulkCpuMsPerMegabyte),
  rate('payment-sized messages', '/s', ({ messagesPerSecond }) => messagesPerSecond),
  time('CPU of such a message', 'µs', ({ messageCpuMicroseconds }) => messageCpuMicroseconds),
];

/**
 * Measures every channel in every round, in turn, so that what else the machine does falls on all
 * alike. `onProgress` hears the share that is done. Stops between two measurements on `signal`, by
 * throwing its reason.
 */
export async function runChannelBench(
  options: ChannelOptions,
  onProgress: (share: number, what: string) => void = () => undefined,
  signal?: AbortSignal,
): Promise<{ readonly result: ChannelResult; readonly metrics: readonly Metric[] }> {
  const { kinds, rounds, plan } = options;
  const measured = kinds.map((kind) => ({
    kind,
    rounds: [] as ChannelCost[],
    yardsticks: [] as number[],
  }));
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    for (const one of measured) {
      signal?.throwIfAborted();
      one.yardsticks.push(yardstick());
      one.rounds.push(await measureChannel(one.kind, plan));
      done += 1;
      onProgress(done / (rounds * kinds.length), one.kind);
    }
  }
  const metrics = measured.flatMap(({ kind, rounds: costs, yardsticks }) =>
    channelFigures.map(
      ({ name, unit, better, isTime, of }): Metric => ({
        name,
        subject: kind,
        unit,
        better,
        samples: costs.map(of),
        ...(isTime ? { yardstick: yardsticks } : {}),
      }),
    ),
  );
  return {
    result: { channels: measured.map(({ kind, rounds: costs }) => ({ kind, rounds: costs })) },
    metrics,
  };
}
