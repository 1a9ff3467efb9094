/** A height that begins with a lock, as a signer away from the node knows it, and the prevotes that allow a vote. */
import { asciiBytes, hash } from '@trellis/crypto';
import { createValidatorSet, proposerAt, type Round, toHeight, type Vote } from '@trellis/protocol';
import { expect, it } from 'vitest';
import {
  type ConsensusState,
  createConsensus,
  type Effect,
  type Input,
  polkaFor,
  step,
} from './index.ts';

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
const signature = Uint8Array.of(1);
const timeouts = { proposeMs: 10, prevoteMs: 10, precommitMs: 10, growthMs: 1, maxMs: 100 };
const [a, b] = [hash('header', asciiBytes('a')), hash('header', asciiBytes('b'))];
const proposer = proposerAt(validators, height, 0).address;
const others = validators.validators
  .map(({ address }) => address)
  .filter((one) => one !== proposer);
const [self = proposer, ...voters] = others;

function run(inputs: readonly Input[]): { state: ConsensusState; effects: readonly Effect[] } {
  let state = createConsensus(timeouts);
  const effects: Effect[] = [];
  for (const input of inputs) {
    const result = step(state, input);
    state = result.state;
    effects.push(...result.effects);
  }
  return { state, effects };
}

const start = (locked: { blockId: typeof a; round: Round } | null): Input => ({
  ...{ type: 'startHeight', height, validators, self, locked },
});
const proposed: readonly Input[] = [
  {
    type: 'proposal',
    proposal: { height, round: 0, validRound: -1, blockId: b, proposer, signature },
  },
  { type: 'proposalChecked', height, round: 0, blockId: b, valid: true, timely: true },
];
const prevotes: readonly Input[] = [proposer, ...voters].map((validator) => ({
  type: 'vote',
  vote: { type: 'prevote', height, round: 0, blockId: b, validator, signature },
}));
const votes = (effects: readonly Effect[]): readonly Vote[] =>
  effects.flatMap((effect) => (effect.type === 'signVote' ? [effect.vote] : []));

it('prevotes nil against its lock (L22-L26)', () => {
  expect(votes(run([start(null), ...proposed]).effects)).toMatchObject([{ blockId: b }]);
  expect(votes(run([start({ blockId: a, round: 0 }), ...proposed]).effects)).toMatchObject([
    { type: 'prevote', blockId: null },
  ]);
});

it('does not give up a lock of a later round for a quorum of an earlier one', () => {
  const { state } = run([start({ blockId: a, round: 2 }), ...proposed, ...prevotes]);
  expect(state.current?.locked).toEqual({ blockId: a, round: 2 });
  const earlier = run([start(null), ...proposed, ...prevotes]).state;
  expect(earlier.current?.locked).toEqual({ blockId: b, round: 0 });
});

it('finds the prevotes that allow a vote: of an earlier round for a prevote, of its own for a precommit', () => {
  const { state } = run([start(null), ...proposed, ...prevotes]);
  const vote = { height, round: 1, blockId: b, validator: self };
  expect(polkaFor(state, { type: 'prevote', ...vote })).toHaveLength(3);
  expect(polkaFor(state, { type: 'prevote', ...vote, round: 0 })).toEqual([]);
  expect(polkaFor(state, { type: 'precommit', ...vote, round: 0 })).toHaveLength(3);
  expect(polkaFor(state, { type: 'precommit', ...vote })).toEqual([]);
  expect(polkaFor(state, { type: 'prevote', ...vote, blockId: a })).toEqual([]);
  expect(polkaFor(state, { type: 'prevote', ...vote, blockId: null })).toEqual([]);
});
