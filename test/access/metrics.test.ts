/** What the node shows to those who watch it: metrics, health, and a dashboard that asks for what exists. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';

let node: GuardedNode;
let authorization: string;
beforeAll(async () => {
  node = await startGuardedNode();
  authorization = `Bearer ${(await node.makeKey({ scopes: ['metrics'] })).secret}`;
});
afterAll(() => node?.remove());

async function metrics(): Promise<string> {
  const response = await fetch(`${node.url}/metrics`, { headers: { authorization } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return response.text();
}

const metricOf = (text: string, series: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length + 1),
  );

describe('metrics', () => {
  it('are for those with the scope alone', async () => {
    expect((await fetch(`${node.url}/metrics`)).status).toBe(401);
    const other = (await node.makeKey({ scopes: ['read'] })).secret;
    const headers = { authorization: `Bearer ${other}` };
    expect((await fetch(`${node.url}/metrics`, { headers })).status).toBe(403);
  });

  it('follow what happens', async () => {
    const height = async () => metricOf(await metrics(), 'trellis_block_height');
    await expect.poll(height).toBeGreaterThan(0);
    const before = await metrics();
    expect(metricOf(before, 'trellis_blocks_total')).toBeGreaterThan(0);
    expect(metricOf(before, 'trellis_block_rounds_count')).toBeGreaterThan(0);
    expect(metricOf(before, 'trellis_block_signatures_missing')).toBe(0);
    expect(metricOf(before, 'trellis_validator_present{validator="node1"}')).toBe(1);
    expect(metricOf(before, 'trellis_disk_free_bytes')).toBeGreaterThan(0);
    expect(metricOf(before, 'nodejs_heap_size_used_bytes')).toBeGreaterThan(0);
    expect(before).toContain('nodejs_eventloop_lag_p99_seconds');
    await fetch(`${node.url}/v1/blocks/1?x=1`);
    await fetch(`${node.url}/nowhere-${'x'.repeat(50)}`);
    const after = await metrics();
    const refused =
      'trellis_http_requests_total{route="/v1/blocks/:height",method="GET",status="401"}';
    expect(metricOf(after, refused)).toBe(1);
    // Whatever callers make up has one series together.
    expect(after).not.toContain('nowhere');
  });
});

describe('requests', () => {
  it('have ids, the caller’s own where they are fit for a log, and are logged by them without secrets', async () => {
    const { secret } = await node.makeKey({ scopes: ['read'] });
    const ask = async (path: string, id: string) => {
      const headers = { 'x-request-id': id, authorization: `Bearer ${secret}` };
      return (await fetch(`${node.url}${path}`, { headers })).headers.get('x-request-id');
    };
    expect(await ask('/v1/status', 'order-17.a')).toBe('order-17.a');
    expect(await ask(`/v1/accounts/${secret}?key=${secret}`, 'order-18')).toBe('order-18');
    for (const unfit of ['a b', 'x'.repeat(65), secret]) {
      expect(await ask('/v1/status', unfit)).toMatch(/^[0-9a-f-]{36}$/);
    }
    const logged = (id: string) => node.log.some((line) => line.includes(`"request":"${id}"`));
    await expect.poll(() => logged('order-17.a') && logged('order-18')).toBe(true);
    expect(node.log.join('\n')).not.toContain(secret.slice(-43));
  });
});

describe('health', () => {
  it('is told to anybody', async () => {
    const live = await fetch(`${node.url}/health/live`);
    expect([live.status, await live.json()]).toEqual([200, { status: 'live' }]);
    const ready = await fetch(`${node.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', reasons: [] }]);
  });
});

describe('the dashboard', () => {
  it('asks for metrics that exist, and shows every one of ours', async () => {
    const path = fileURLToPath(new URL('../../docs/grafana/trellis.json', import.meta.url));
    const { panels } = JSON.parse(await readFile(path, 'utf8')) as {
      panels: { targets: { expr: string }[] }[];
    };
    const asked = new Set(
      panels.flatMap(({ targets }) =>
        targets.flatMap(({ expr }) => expr.match(/\b(?:trellis|nodejs|process)_[a-z0-9_]+/g) ?? []),
      ),
    );
    const text = await metrics();
    const there = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
    const parts = (name: string) => [`${name}_bucket`, `${name}_sum`, `${name}_count`];
    const histograms = [...text.matchAll(/^# TYPE (\S+) histogram/gm)].map(([, name = '']) => name);
    const known = new Set([...there, ...histograms.flatMap(parts)]);
    expect(asked.size).toBeGreaterThan(15);
    for (const name of asked) expect(known, name).toContain(name);
    const ours = [...there].filter((name) => name.startsWith('trellis_'));
    for (const name of ours) {
      expect(
        [name, ...parts(name)].some((one) => asked.has(one)),
        name,
      ).toBe(true);
    }
  });
});
