import type { Input } from '@trellis/consensus';
import { asciiBytes, hash } from '@trellis/crypto';
import { createValidatorSet, proposerAt, toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import type { Signer, SigningPosition } from '../ports/signer.ts';
import { explainsLastSigned } from './last-signed.ts';

const made = createValidatorSet(
  [1, 2, 3, 4].map((byte) => ({
    scheme: 'ed25519' as const,
    publicKey: new Uint8Array(32).fill(byte),
    power: 1,
  })),
);
if (!made.ok) throw new Error(made.problem);
const validators = made.set;
const height = toHeight(3);
const proposer = proposerAt(validators, height, 0).address;
const self = validators.validators.find(({ address }) => address !== proposer)?.address;
if (self === undefined) throw new Error('four validators');
const blockId = hash('header', asciiBytes('block'));
const signature = Uint8Array.of(1);
const timeouts = { proposeMs: 10, prevoteMs: 10, precommitMs: 10, growthMs: 1, maxMs: 100 };

const asked: readonly Input[] = [
  { type: 'startHeight', height, validators, self },
  {
    type: 'proposal',
    proposal: { height, round: 0, validRound: -1, blockId, proposer, signature },
  },
  { type: 'proposalChecked', height, round: 0, blockId, valid: true, timely: true },
];
const prevote: Input = {
  type: 'vote',
  vote: { type: 'prevote', height, round: 0, blockId, validator: self, signature },
};
const signedAt = (last: SigningPosition | null): Pick<Signer, 'addresses' | 'last'> => ({
  addresses: new Set([self]),
  last: last && { ...last, message: Uint8Array.of(1) },
});
const explains = (inputs: readonly Input[], last: SigningPosition | null): boolean =>
  explainsLastSigned(inputs, timeouts, signedAt(last), height);

describe('checklist item 15: what was signed last is explained', () => {
  const at = { height, round: 0, step: 'prevote' as const };

  it('by a log that holds it, or that ends with asking for it', () => {
    expect(explains([...asked, prevote], at)).toBe(true);
    expect(explains(asked, at)).toBe(true);
    expect(explains([], null)).toBe(true);
    expect(explains([], { ...at, height: toHeight(2) })).toBe(true);
  });

  it('not by a log that lost what led to it', () => {
    expect(explains([], at)).toBe(false);
    expect(explains(asked.slice(0, 2), at)).toBe(false);
    expect(explains([...asked, prevote], { ...at, step: 'precommit' })).toBe(false);
    expect(explains([...asked, prevote], { ...at, round: 1 })).toBe(false);
  });
});
