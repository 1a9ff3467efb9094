import type { NodeUsage, Stage } from '@trellis/protocol';
import { stages } from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Account, accountProblem, unaccounted } from './accounting.ts';
import { createLatencyHistogram, recordMs, summarise } from './latency.ts';
import { filesNeeded, openFilesMax } from './machine-limits.ts';
import { type NetworkUsage, nodeCosts, stageSplit } from './node-costs.ts';

describe('the account of a load', () => {
  const account: Account = {
    offered: 100,
    final: 90,
    failed: 2,
    refused: { mempool_full: 5, expired: 1 },
    expired: 4,
  };

  it('is closed when every payment is final, refused or expired', () => {
    expect(unaccounted(account)).toBe(0);
    expect(accountProblem(account)).toBeUndefined();
  });

  it('fails for any other number of payments', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), (off) => {
        const problem = accountProblem({ ...account, final: account.final - off });
        expect(problem === undefined).toBe(off === 0);
        if (off !== 0) expect(problem).toContain(String(Math.abs(off)));
      }),
    );
  });
});

describe('latencies', () => {
  it('keep their quantiles to three digits', () => {
    const histogram = createLatencyHistogram();
    for (let ms = 1; ms <= 1000; ms++) recordMs(histogram, ms);
    const summary = summarise(histogram);
    expect(summary?.count).toBe(1000);
    expect(summary?.p50Ms).toBeCloseTo(500, -1);
    expect(summary?.p99Ms).toBeCloseTo(990, -1);
    expect(summary?.maxMs).toBeCloseTo(1000, -1);
    const times = summary?.points.map(([ms]) => ms) ?? [];
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('of nothing are nothing', () => {
    expect(summarise(createLatencyHistogram())).toBeNull();
  });
});

const messages = {
  messagesReceived: 0n,
  messagesSent: 0n,
  bytesReceived: 0n,
  bytesSent: 0n,
  duplicatesReceived: 0n,
};

function usage(main: bigint, pool: bigint, decode: bigint, sent: bigint): NodeUsage {
  const none = Object.fromEntries(stages.map((stage) => [stage, 0n])) as Record<Stage, bigint>;
  return {
    threads: { main, pool, engine: 0n, database: 0n, rest: 0n, toldApart: true },
    stages: { ...none, decode },
    memory: { resident: 100n, heapUsed: 50n, external: 0n },
    traffic: {
      transactions: { ...messages, bytesSent: sent },
      proposals: messages,
      blocks: messages,
      direct: messages,
      request: messages,
    },
  };
}

describe('the cost of a payment', () => {
  const before: NetworkUsage = {
    height: 5n,
    diskBytes: 1_000,
    nodes: [usage(1_000n, 100n, 0n, 0n), usage(2_000n, 200n, 0n, 50n)],
  };
  const after: NetworkUsage = {
    height: 9n,
    diskBytes: 5_000,
    nodes: [usage(2_000n, 600n, 400n, 700n), usage(3_000n, 700n, 400n, 150n)],
  };

  it('is what was used between two looks, for each payment and node', () => {
    const { perPayment, blocks } = nodeCosts(before, after, 10);
    expect(blocks).toBe(4);
    expect(perPayment?.cpuMicros).toBe(150);
    expect(perPayment?.stageMicros.verify).toBe(50);
    expect(perPayment?.stageMicros.decode).toBe(40);
    expect(perPayment?.topics.transactions.bytesSent).toBe(40);
    expect(perPayment?.folderBytes).toBe(200);
  });

  it('is not divided by no payments', () => {
    expect(nodeCosts(before, after, 0).perPayment).toBeNull();
  });

  it('splits into stages that add up to all threads, whatever was sampled', () => {
    const micros = fc.nat(1_000_000);
    fc.assert(
      fc.property(
        fc.tuple(micros, micros, micros, micros, micros),
        fc.array(micros),
        (of, samples) => {
          const [main, pool, engine, database, rest] = of;
          const split = stageSplit(
            { main, pool, engine, database, rest },
            (stage) => samples[stages.indexOf(stage)] ?? 0,
          );
          const sum = Object.values(split).reduce((all, one) => all + one, 0);
          expect(sum).toBe(main + pool + engine + database + rest);
        },
      ),
    );
  });
});

describe('the files a process may open', () => {
  it('are read from the hard limit', () => {
    const text =
      'Limit   Soft Limit  Hard Limit  Units\nMax open files            1024                 20000                files     \n';
    expect(openFilesMax(text)).toBe(20_000);
    expect(openFilesMax(text.replace('20000', 'unlimited'))).toBe(Number.POSITIVE_INFINITY);
    expect(openFilesMax('')).toBe(Number.POSITIVE_INFINITY);
    expect(filesNeeded(16)).toBeGreaterThan(filesNeeded(4));
  });
});
