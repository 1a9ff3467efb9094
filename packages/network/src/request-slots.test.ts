import type { PeerName } from '@trellis/engine';
import { describe, expect, it } from 'vitest';
import { createRequestSlots } from './request-slots.ts';

const peer = 'a' as PeerName;
const never = new AbortController().signal;

/** Lets everything that is ready happen. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('request slots', () => {
  it('are given in order, no more at once than there are', async () => {
    const slots = createRequestSlots(2);
    const order: number[] = [];
    const releases: (() => void)[] = [];
    const all = [0, 1, 2, 3].map(async (index) => {
      releases.push(await slots.take(peer, never));
      order.push(index);
    });
    await turn();
    expect(order).toEqual([0, 1]);
    releases[0]?.();
    releases[0]?.();
    await turn();
    expect(order).toEqual([0, 1, 2]);
    releases[1]?.();
    await Promise.all(all);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it('of one peer do not depend on those of another', async () => {
    const slots = createRequestSlots(1);
    await slots.take(peer, never);
    await expect(slots.take('b' as PeerName, never)).resolves.toBeTypeOf('function');
  });

  it('are not waited for any longer when aborted', async () => {
    const slots = createRequestSlots(1);
    const release = await slots.take(peer, never);
    const controller = new AbortController();
    const aborted = slots.take(peer, controller.signal);
    const next = slots.take(peer, never);
    controller.abort(new Error('given up'));
    await expect(aborted).rejects.toThrow('given up');
    await expect(slots.take(peer, AbortSignal.abort())).rejects.toThrow();
    release();
    await expect(next).resolves.toBeTypeOf('function');
  });
});
