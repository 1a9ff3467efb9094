import { createValidatorSet, toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import type { SigningPosition } from '../ports/signer.ts';
import type { FinalHeader } from '../ports/store.ts';
import { newcomer } from './newcomer.ts';

const made = createValidatorSet(
  [1, 2, 3, 4].map((number) => ({
    scheme: 'ed25519' as const,
    publicKey: new Uint8Array(32).fill(number),
    power: 1,
  })),
);
if (!made.ok) throw new Error(made.problem);
const { set } = made;

const judge = (heard: number, beyond: number, head = 0n, last: SigningPosition | null = null) =>
  newcomer({
    signer: { last },
    chain: {
      head: () => ({ header: { height: toHeight(head) } }) as FinalHeader,
      validators: () => set,
    },
    presence: { powerHeard: () => ({ heard, beyond }) },
  });

describe('checklist item 14, CometBFT 5668: a validator that remembers no signature', () => {
  it('waits for a quorum to say where it is', () => {
    expect(judge(1, 0)).toBe('unknown');
    expect(judge(2, 0)).toBe('unknown');
  });

  it('votes on a chain that is new', () => {
    expect(judge(3, 0)).toBe('new_chain');
    expect(judge(4, 0)).toBe('new_chain');
  });

  it('has lost its memory when the others are further on, as soon as that is sure', () => {
    expect(judge(3, 2)).toBe('late');
    expect(judge(4, 3)).toBe('late');
  });

  it('is no question once it has a block, or remembers', () => {
    expect(judge(1, 0, 5n)).toBeNull();
    expect(judge(1, 0, 0n, { height: toHeight(1), round: 0, step: 'prevote' })).toBeNull();
  });

  it('is not kept from voting by a single liar', () => {
    expect(judge(3, 1)).toBe('new_chain');
  });
});
