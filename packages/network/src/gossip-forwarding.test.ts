import type { PeerName } from '@trellis/engine';
import { expect, it } from 'vitest';
import { createForwarding } from './gossip-forwarding.ts';

const [a, b, c] = ['a', 'b', 'c'] as PeerName[] as [PeerName, PeerName, PeerName];
const id = Uint8Array.of(1, 2, 3);
const other = Uint8Array.of(1, 2, 4);

async function isOver(waiting: Promise<void>): Promise<boolean> {
  const pending = Symbol('pending');
  const first = await Promise.race([
    waiting,
    new Promise((resolve) => setImmediate(resolve, pending)),
  ]);
  return first !== pending;
}

it('waits until all but the sender have said that they have the message', async () => {
  const forwarding = createForwarding(() => [a, b, c]);
  forwarding.noteHeld(b, id);
  const waiting = forwarding.untilHeld({ id, from: a }, 60_000);
  forwarding.noteHeld(c, other);
  expect(await isOver(waiting)).toBe(false);
  forwarding.noteHeld(c, id);
  expect(await isOver(waiting)).toBe(true);
});

it('waits for nobody where nobody else is, or nobody is to be waited for', async () => {
  expect(await isOver(createForwarding(() => [a]).untilHeld({ id, from: a }, 60_000))).toBe(true);
  expect(await isOver(createForwarding(() => [a, b]).untilHeld({ id, from: a }, 0))).toBe(true);
});

it('waits no longer than it was told', async () => {
  const forwarding = createForwarding(() => [a, b]);
  await forwarding.untilHeld({ id, from: a }, 5);
  // Whoever says so later is too late, and harms nobody.
  forwarding.noteHeld(b, id);
  expect(await isOver(forwarding.untilHeld({ id, from: a }, 60_000))).toBe(true);
});

it('remembers a bounded number of messages', async () => {
  const forwarding = createForwarding(() => [a, b]);
  for (let number = 0; number < 3_000; number++) {
    forwarding.noteHeld(b, Uint8Array.of(number >> 8, number & 255));
  }
  expect(await isOver(forwarding.untilHeld({ id: Uint8Array.of(0, 0), from: a }, 5))).toBe(false);
  const newest = Uint8Array.of(2_999 >> 8, 2_999 & 255);
  expect(await isOver(forwarding.untilHeld({ id: newest, from: a }, 60_000))).toBe(true);
});
