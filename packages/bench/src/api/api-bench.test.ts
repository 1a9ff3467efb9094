import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type ApiPartResult, metricsOf } from './api-bench.ts';
import { sendCalls } from './request-load.ts';
import { apiBenchText } from './text.ts';

const latency = (ms: number) => ({
  count: 1,
  meanMs: ms,
  p50Ms: ms,
  p90Ms: ms,
  p99Ms: 2 * ms,
  p999Ms: 2 * ms,
  maxMs: 2 * ms,
  points: [],
});

const part = (
  name: ApiPartResult['part'],
  blockIntervalsMs: readonly number[],
  ms?: number,
): ApiPartResult => ({
  part: name,
  repetition: 1,
  blockIntervalsMs,
  load: ms === undefined ? null : { perSecond: 200, latency: latency(ms) },
});

describe('the figures of an API under load', () => {
  const parts = [
    part('idle', [100, 100]),
    part('reads', [110, 130], 5),
    part('idle', [100, 200]),
    part('submits', [150, 150], 9),
  ];

  it('compare blocks with those of the idle part right before', () => {
    const shares = metricsOf(parts)
      .filter(({ name }) => name === 'block interval against idle')
      .map(({ subject, samples }) => [subject, samples]);
    expect(shares).toEqual([
      ['reads', [1.2]],
      ['submits', [1]],
    ]);
  });

  it('are shown, a row a load', () => {
    const lines = apiBenchText(metricsOf(parts)).split('\n');
    expect(lines.map((line) => line.split(/ {2,}/)[0])).toEqual(['', 'idle', 'reads', 'submits']);
    expect(lines[2]).toMatch(/^reads +200 +5\.00 +10\.0 .* 1\.20$/);
  });
});

describe('calls at a rate', () => {
  const serve = async (status: number, work: (url: string) => Promise<void>) => {
    const server = createServer((_request, response) => {
      response.statusCode = status;
      setTimeout(() => response.end('{}'), 20);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    try {
      await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };
  const calls = Array.from({ length: 20 }, () => ({ path: '/', body: null }));

  it('are all answered, and none is quicker than the server', () =>
    serve(200, async (url) => {
      const load = await sendCalls(url, calls, 200, new AbortController().signal);
      expect(load.latency?.count).toBe(20);
      expect(load.latency?.p50Ms).toBeGreaterThan(19);
      expect(load.perSecond).toBeLessThan(201);
    }));

  it('fail the measurement when one is refused', () =>
    serve(429, async (url) => {
      await expect(sendCalls(url, calls, 200, new AbortController().signal)).rejects.toThrow('429');
    }));
});
