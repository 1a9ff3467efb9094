import { afterEach, describe, expect, it, vi } from 'vitest';
import { aheadOf, createChainNodes } from './chain-nodes.ts';

const date = 'Mon, 30 Nov 2026 12:00:00 GMT';
const at = Date.parse(date);

afterEach(() => vi.restoreAllMocks());

describe('the clock of a node', () => {
  it('is right when what it says lies in the time in which it was asked', () => {
    expect(aheadOf(date, at - 5, at + 5)).toBe(0);
    // It cuts off what is less than a second.
    expect(aheadOf(date, at + 900, at + 950)).toBe(0);
  });

  it('is ahead or behind by what is outside of that', () => {
    expect(aheadOf(date, at - 30_000, at - 20_000)).toBe(20_000);
    expect(aheadOf(date, at + 30_000, at + 31_000)).toBe(-29_000);
  });

  it('is not known if it does not say', () => {
    expect(aheadOf(null, at, at)).toBeUndefined();
    expect(aheadOf('soon', at, at)).toBeUndefined();
  });

  it('is told by what was made just now, not by what the browser kept', async () => {
    const nodes = createChainNodes('https://a.test', []);
    const askWith = async (headers: Record<string, string>): Promise<number> => {
      vi.spyOn(globalThis, 'fetch').mockResolvedValueOnce(new Response('', { headers }));
      const { signal } = new AbortController();
      await nodes.fetch('https://a.test/v1/status', { method: 'GET', headers: {}, signal });
      return nodes.clockAheadMs();
    };
    const long = new Date(Date.now() - 240_000).toUTCString();
    expect(await askWith({ date: long, 'cache-control': 'public, immutable' })).toBe(0);
    expect(await askWith({ date: long, 'cache-control': 'no-store' })).toBeLessThan(-200_000);
  });
});

describe('the nodes of a page', () => {
  it('are asked in turn; only the own one is shown the credential and what is submitted', async () => {
    const seen: [string, Record<string, string>][] = [];
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      seen.push([String(input), init?.headers as Record<string, string>]);
      return new Response('');
    });
    const [own, other] = ['https://a.test', 'https://b.test'];
    const nodes = createChainNodes(own, [own, other]);
    expect(nodes.urls).toEqual([own, other]);
    const request = {
      method: 'GET',
      headers: { Authorization: 'Bearer x', accept: 'y' },
      signal: new AbortController().signal,
    };
    await nodes.fetch(`${own}/v1/status`, request);
    nodes.moveOn();
    await nodes.fetch(`${own}/v1/status`, request);
    await nodes.fetch(`${own}/v1/transactions`, { ...request, method: 'POST' });
    nodes.moveOn();
    expect(nodes.current()).toBe(own);
    expect(seen).toEqual([
      [`${own}/v1/status`, request.headers],
      [`${other}/v1/status`, { accept: 'y' }],
      [`${own}/v1/transactions`, request.headers],
    ]);
  });
});
