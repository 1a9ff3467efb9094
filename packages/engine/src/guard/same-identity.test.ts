import { type Address, asciiBytes, hash } from '@trellis/crypto';
import { type SignedVote, toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import type { HelloRequest } from '../messages/messages.ts';
import type { FinalHeader } from '../ports/chain-reader.ts';
import type { PeerName } from '../ports/transport.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { createGreeting } from './greeting.ts';
import { createOwnMessages } from './same-identity.ts';

const validator = hash('keyAddress', asciiBytes('validator')) as Address;
const block = hash('header', asciiBytes('block'));
const vote = (height: number, given: Partial<SignedVote> = {}): SignedVote => ({
  type: 'prevote',
  height: toHeight(height),
  round: 0,
  blockId: block,
  validator,
  signature: Uint8Array.of(1),
  ...given,
});

describe('a message with our signature', () => {
  const own = createOwnMessages({
    start: () => ({ height: toHeight(5), round: 0, step: 'prevote' }),
    limit: () => toHeight(7),
  });

  it('is ours if this process signed it, in whichever of its signatures', () => {
    own.signed(vote(8));
    expect(own.isForeign(vote(8))).toBe(false);
    expect(own.isForeign(vote(8, { signature: Uint8Array.of(2) }))).toBe(false);
  });

  it('is somebody else’s if it is another one, or for what this process signed nothing for', () => {
    expect(own.isForeign(vote(8, { blockId: null }))).toBe(true);
    expect(own.isForeign(vote(8, { round: 1 }))).toBe(true);
    expect(own.isForeign(vote(9))).toBe(true);
    own.forget(toHeight(9));
    expect(own.isForeign(vote(8))).toBe(true);
  });

  it('is of an earlier life up to the limit, and up to what was remembered at the start', () => {
    expect(own.isForeign(vote(7, { round: 3 }))).toBe(false);
    const unlimited = createOwnMessages({
      start: () => ({ height: toHeight(5), round: 0, step: 'prevote' }),
      limit: () => toHeight(0),
    });
    expect(unlimited.isForeign(vote(5, { blockId: null }))).toBe(false);
    expect(unlimited.isForeign(vote(5, { type: 'precommit' }))).toBe(true);
  });
});

describe('two processes with one peer key', () => {
  const peer = 'peer' as PeerName;
  const hello = (instance: number, hasSigned = false): HelloRequest => ({
    type: 'hello',
    instance: new Uint8Array(16).fill(instance),
    hasSigned,
    keys: [],
  });

  function setUp() {
    const { clock, advance } = manualClock();
    const greet = createGreeting({
      clock,
      store: { head: () => ({ header: { height: toHeight(3) } }) as FinalHeader },
      heard: { latestOf: () => undefined },
      isReliable: () => true,
    });
    return { advance, greet };
  }

  it('are told of one another when both keep speaking', () => {
    const { advance, greet } = setUp();
    expect(greet(peer, hello(1, true)).twin).toBeNull();
    advance(10);
    expect(greet(peer, hello(2)).twin).toBeNull();
    advance(2_500);
    expect(greet(peer, hello(1, true)).twin).toBeNull();
    expect(greet(peer, hello(2)).twin).toEqual({ hasSigned: true });
    expect(greet(peer, hello(1, true)).twin).toEqual({ hasSigned: false });
  });

  it('are told of one another at once when one speaks twice after the other began', () => {
    const { advance, greet } = setUp();
    greet(peer, hello(1, true));
    greet(peer, hello(2));
    advance(10);
    greet(peer, hello(1, true));
    // One word may have been under way when the process ended.
    expect(greet(peer, hello(2)).twin).toBeNull();
    advance(10);
    greet(peer, hello(1, true));
    expect(greet(peer, hello(2)).twin).toEqual({ hasSigned: true });
  });

  it('are not one that was started again, however late its last words come', () => {
    const { advance, greet } = setUp();
    greet(peer, hello(1, true));
    greet(peer, hello(2));
    advance(1_000);
    greet(peer, hello(1, true));
    for (let again = 0; again < 5; again++) {
      advance(10_000);
      expect(greet(peer, hello(2)).twin).toBeNull();
    }
  });

  it('are not two nodes', () => {
    const { advance, greet } = setUp();
    greet(peer, hello(1));
    greet('another' as PeerName, hello(2));
    advance(5_000);
    expect(greet(peer, hello(1)).twin).toBeNull();
  });
});
