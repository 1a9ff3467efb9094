import { createConsensus, type Effect, type Input, step } from '@trellis/consensus';
import { asciiBytes, hash } from '@trellis/crypto';
import { createValidatorSet, proposerAt, toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { replay } from './replay.ts';

const members = [1, 2, 3, 4].map((byte) => ({
  scheme: 'ed25519' as const,
  publicKey: new Uint8Array(32).fill(byte),
  power: 1,
}));
const made = createValidatorSet(members);
if (!made.ok) throw new Error(made.problem);
const validators = made.set;
const height = toHeight(3);
const proposer = proposerAt(validators, height, 0).address;
const [self] = validators.validators
  .map(({ address }) => address)
  .filter((address) => address !== proposer);
if (self === undefined) throw new Error('four validators');
const blockId = hash('header', asciiBytes('block'));
const signature = Uint8Array.of(1);
const timeouts = { proposeMs: 10, prevoteMs: 10, precommitMs: 10, growthMs: 1, maxMs: 100 };

const history: readonly Input[] = [
  { type: 'startHeight', height, validators, self },
  {
    type: 'proposal',
    proposal: { height, round: 0, validRound: -1, blockId, proposer, signature },
  },
  { type: 'proposalChecked', height, round: 0, blockId, valid: true, timely: true },
  ...validators.validators.map(
    ({ address }): Input => ({
      type: 'vote',
      vote: { type: 'prevote', height, round: 0, blockId, validator: address, signature },
    }),
  ),
  {
    type: 'vote',
    vote: { type: 'precommit', height, round: 0, blockId, validator: self, signature },
  },
];

/** What a node that never crashed has after these inputs. */
function live(inputs: readonly Input[]) {
  let state = createConsensus(timeouts);
  const effects: Effect[] = [];
  for (const input of inputs) {
    const result = step(state, input);
    state = result.state;
    effects.push(...result.effects);
  }
  return { state, effects };
}

describe('checklist items 13 and 21: replaying a log cut off anywhere', () => {
  it.each(history.map((_, cut) => cut + 1))(
    'after %i inputs: the state is that of a node that never stopped',
    (cut) => {
      const inputs = history.slice(0, cut);
      const { state, openEffects } = replay(createConsensus(timeouts), inputs);
      expect(state).toEqual(live(inputs).state);
      // Open is only what was asked for, and every signature that the log does not hold.
      const asked = live(inputs).effects;
      for (const effect of openEffects) expect(asked).toContainEqual(effect);
      for (const effect of asked) {
        if (effect.type !== 'signVote') continue;
        const signed = inputs.some(
          (input) =>
            input.type === 'vote' &&
            input.vote.validator === self &&
            input.vote.type === effect.vote.type,
        );
        expect(
          openEffects.includes(effect) ||
            openEffects.some((open) => JSON.stringify(open, text) === JSON.stringify(effect, text)),
        ).toBe(!signed);
      }
    },
  );

  it('asks again for what was asked and not answered, and only that', () => {
    const unanswered = replay(createConsensus(timeouts), history.slice(0, 2)).openEffects;
    expect(unanswered.map(({ type }) => type)).toEqual(['scheduleTimeout', 'checkProposal']);
    const done = replay(createConsensus(timeouts), history).openEffects;
    expect(done.map(({ type }) => type)).not.toContain('checkProposal');
    expect(done.map(({ type }) => type)).not.toContain('signVote');
  });
});

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
