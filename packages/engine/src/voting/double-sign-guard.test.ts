import { createValidatorSet, type Height, toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import type { FinalHeader } from '../ports/chain-reader.ts';
import type { SigningPosition } from '../ports/signer.ts';
import { createDoubleSignGuard } from './double-sign-guard.ts';

const made = createValidatorSet(
  [1, 2, 3, 4].map((number) => ({
    scheme: 'ed25519' as const,
    publicKey: new Uint8Array(32).fill(number),
    power: 1,
  })),
);
if (!made.ok) throw new Error(made.problem);
const all = made.set;
const madeOthers = createValidatorSet(all.validators.slice(1));
if (!madeOthers.ok) throw new Error(madeOthers.problem);
const others = madeOthers.set;
const addresses = new Set(all.validators.slice(0, 1).map(({ address }) => address));

const signed = { height: toHeight(5n), round: 0, step: 'precommit' } as const;

/** The first of four validators, whose key has its first vote at `firstVote`. */
function start({ firstVote = 1n, last = null as SigningPosition | null, signerIsCertain = true }) {
  let head = 0n;
  /** How far the three others are. */
  let theirs = 0n;
  const doubleSignGuard = createDoubleSignGuard({
    signer: { last, addresses },
    signerIsCertain,
    chain: {
      head: () => ({ header: { height: toHeight(head) } }) as FinalHeader,
      validatorsAt: (height) => (height < firstVote ? others : all),
    },
    peerLiveness: {
      powerHeard: (height) => ({ heard: 4, beyond: theirs > height ? 3 : 0 }),
    },
  });
  return {
    ...doubleSignGuard,
    /** The next height of this node, and the one that the others are at. */
    isAt(height: bigint, network: bigint): Height {
      head = height - 1n;
      theirs = network;
      return toHeight(height);
    },
  };
}

describe('checklist item 14: a validator without any memory', () => {
  it('that lost its disk looks on at the height in progress, once it has caught up', () => {
    const node = start({});
    expect(node.waits(node.isAt(1n, 9n))).toBe(true);
    const height = node.isAt(9n, 9n);
    node.overtaken(height);
    expect(node.waits(height)).toBe(true);
    // It was there while that height was decided, so the next one it can remember.
    expect(node.waits(node.isAt(10n, 10n))).toBe(false);
  });

  it('looks on at the height at which it is started again', () => {
    const node = start({});
    const height = node.isAt(9n, 9n);
    node.recovered(height, true);
    expect(node.waits(height)).toBe(true);
  });

  it('votes at the first height of its key, however it came there: the network may wait for it', () => {
    const node = start({ firstVote: 9n });
    const height = node.isAt(9n, 9n);
    node.recovered(height, true);
    node.overtaken(height);
    expect(node.waits(height)).toBe(false);
  });

  it('has nothing to forget if it saw the network before its key had a vote', () => {
    const node = start({ firstVote: 9n });
    expect(node.waits(node.isAt(7n, 7n))).toBe(false);
    const height = node.isAt(12n, 12n);
    node.overtaken(height);
    expect(node.waits(height)).toBe(false);
  });

  it('looks on if its memory is damaged, at the first height of its key too', () => {
    const node = start({ firstVote: 9n, signerIsCertain: false });
    const height = node.isAt(9n, 9n);
    node.recovered(height, true);
    expect(node.waits(height)).toBe(true);
  });
});

describe('a validator that remembers', () => {
  it('that it signed nothing, as its keys were made for this chain, votes wherever it arrives', () => {
    const node = start({ last: { height: toHeight(0n), round: 0, step: 'proposal' } });
    const height = node.isAt(9n, 9n);
    node.recovered(height, true);
    node.overtaken(height);
    expect(node.waits(height)).toBe(false);
  });

  it('votes, unless the log does not explain what it signed', () => {
    const node = start({ last: signed });
    const height = node.isAt(5n, 5n);
    node.recovered(height, true);
    node.overtaken(height);
    expect(node.waits(height)).toBe(false);
    node.recovered(height, false);
    expect(node.waits(height)).toBe(true);
  });
});
