import type { PeerName } from '@trellis/engine';
import { expect, it } from 'vitest';
import { createForwarding } from './gossip-forwarding.ts';

const [a, b, c] = ['a', 'b', 'c'] as PeerName[] as [PeerName, PeerName, PeerName];
const id = Uint8Array.of(1, 2, 3);
const other = Uint8Array.of(1, 2, 4);

/** What it comes to at once, if it does. */
function now(waiting: Promise<boolean>): Promise<boolean | 'waiting'> {
  return Promise.race([
    waiting,
    new Promise<'waiting'>((resolve) => setImmediate(resolve, 'waiting')),
  ]);
}

it('waits until all but the sender have said that they have the message', async () => {
  const forwarding = createForwarding(() => [a, b, c]);
  forwarding.noteHeld(b, id);
  const waiting = forwarding.isHeldByAll({ id, from: a }, 60_000);
  forwarding.noteHeld(c, other);
  expect(await now(waiting)).toBe('waiting');
  forwarding.noteHeld(c, id);
  expect(await now(waiting)).toBe(true);
});

it('does not wait where there is no other peer, or no time', async () => {
  expect(await now(createForwarding(() => [a]).isHeldByAll({ id, from: a }, 60_000))).toBe(true);
  expect(await now(createForwarding(() => [a, b]).isHeldByAll({ id, from: a }, 0))).toBe(false);
});

it('waits no longer than it was told', async () => {
  const forwarding = createForwarding(() => [a, b]);
  expect(await forwarding.isHeldByAll({ id, from: a }, 5)).toBe(false);
  // Whoever says so later is too late, and harms nobody.
  forwarding.noteHeld(b, id);
  expect(await now(forwarding.isHeldByAll({ id, from: a }, 60_000))).toBe(true);
});

it('remembers a bounded number of messages', async () => {
  const forwarding = createForwarding(() => [a, b]);
  for (let number = 0; number < 3_000; number++) {
    forwarding.noteHeld(b, Uint8Array.of(number >> 8, number & 255));
  }
  expect(await now(forwarding.isHeldByAll({ id: Uint8Array.of(0, 0), from: a }, 5))).toBe(
    'waiting',
  );
  const newest = Uint8Array.of(2_999 >> 8, 2_999 & 255);
  expect(await now(forwarding.isHeldByAll({ id: newest, from: a }, 60_000))).toBe(true);
});
