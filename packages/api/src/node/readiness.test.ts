import { toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { readiness } from './readiness.ts';

const well = {
  head: toHeight(10n),
  highestPeer: toHeight(11n),
  isCatchingUp: false,
  peers: { connected: 2, known: 3 },
  diskFreeBytes: 1_000,
};

describe('readiness', () => {
  it('is there when the node keeps up, has company and room', () => {
    expect(readiness(well, 1_000)).toEqual({ status: 'ready', reasons: [] });
    // The only node of a chain, on a disk that tells nothing, before any peer told of its head.
    const alone = { ...well, peers: { connected: 0, known: 0 }, highestPeer: null };
    expect(readiness({ ...alone, diskFreeBytes: null }, 1_000).status).toBe('ready');
  });

  it.each([
    ['catching_up', { isCatchingUp: true }],
    ['catching_up', { highestPeer: toHeight(13n) }],
    ['no_peers', { peers: { connected: 0, known: 3 } }],
    ['disk_full', { diskFreeBytes: 999 }],
  ])('says what is missing: %s', (reason, changes) => {
    expect(readiness({ ...well, ...changes }, 1_000)).toEqual({
      status: 'unready',
      reasons: [reason],
    });
  });
});
