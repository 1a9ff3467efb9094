/** Payments that continue whatever happens, and how many became final in which part of the time, and how soon. */
import { createProvider } from '@trellis/crypto';
import { type FinalPayment, startLoad } from '@trellis/testnet';
import type { HostNetwork } from './host-network.ts';
import { type Measured, whileMeasured } from './measure.ts';

/** A part of the time. */
export interface Part extends Measured {
  readonly part: string;
  readonly payments: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly maxMs: number;
}

export interface PaymentsOverTime {
  /** What became final while something was done. */
  during(part: string, work: () => Promise<void>): Promise<Part>;
  /** Resolves when so many more are final; how long that took. */
  next(count: number): Promise<number>;
  stop(): Promise<readonly FinalPayment[]>;
}

/** The treasury and each operator pay one after another, each to the next node that answers. */
export async function payOverTime(network: HostNetwork): Promise<PaymentsOverTime> {
  const load = await startLoad(network.home, network.manifest, createProvider('native'));
  return {
    async during(part, work) {
      const before = load.finals().length;
      const begun = performance.now();
      const { result: finals, measured } = await whileMeasured(network, async () => {
        await work();
        const some = load.finals().slice(before);
        return { payments: some.length, times: some.map(({ finalityMs }) => finalityMs) };
      });
      const seconds = (performance.now() - begun) / 1000;
      const sorted = finals.times.sort((a, b) => a - b);
      return {
        ...{ part, payments: sorted.length, perSecond: sorted.length / seconds },
        p50Ms: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
        maxMs: sorted.at(-1) ?? Number.NaN,
        ...measured,
      };
    },
    async next(count) {
      const begun = performance.now();
      const wanted = load.finals().length + count;
      while (load.finals().length < wanted) {
        await new Promise((resolve) => {
          setTimeout(resolve, 10);
        });
      }
      return performance.now() - begun;
    },
    stop: () => load.stop(),
  };
}
