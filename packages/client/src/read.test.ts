import { describe, expect, it } from 'vitest';
import { httpTransport } from './http-transport.ts';
import { getAssets } from './read.ts';

/** A node whose assets come one a page, up to `count`. */
function transportOf(count: number) {
  const asked: string[] = [];
  const transport = httpTransport({
    url: 'http://127.0.0.1:1',
    fetch: async (url) => {
      asked.push(String(url));
      const after = /after=A([0-9]+)/.exec(String(url))?.[1];
      const number = Number(after ?? 0) + 1;
      const next = number < count ? `A${number}` : null;
      return new Response(JSON.stringify({ assets: [], next }));
    },
  });
  return { transport, asked };
}

describe('a list that comes in pages', () => {
  it('is read to its end', async () => {
    const { transport, asked } = transportOf(3);
    expect(await getAssets(transport)).toEqual({
      assets: [],
      next: null,
      completeness: 'reported',
    });
    expect(asked.map((url) => url.replace(/.*\?/, ''))).toEqual([
      'limit=1000',
      'after=A1&limit=1000',
      'after=A2&limit=1000',
    ]);
  });

  it('of a node that never ends it is given up', async () => {
    const { transport, asked } = transportOf(Number.POSITIVE_INFINITY);
    await expect(getAssets(transport)).rejects.toMatchObject({ code: 'unreachable' });
    expect(asked).toHaveLength(100);
  });
});
