import type { Address } from '@trellis/crypto';
import { type Height, limits, messageLimits } from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect } from './effect.ts';
import { futureRoundsPerSender } from './future-rounds.ts';
import type { Input } from './input.ts';
import { missingFor } from './missing.ts';
import { roundState } from './round-state.ts';
import { type ConsensusState, createConsensus } from './state.ts';
import { step } from './step.ts';
import {
  begin,
  block,
  height,
  precommit,
  prevote,
  proposal,
  timeouts,
  validatorSet,
} from './testing/story.ts';

const validators = validatorSet();
const count = validators.validators.length;

const anyHeight = fc.constantFrom(...([1n, 1n, 1n, 2n] as Height[]));
const anyRound = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY) },
  { weight: 1, arbitrary: fc.constantFrom(limits.roundMax, limits.roundMax + 1, 1000) },
);
const anyBlock = fc.constantFrom(block('A'), block('B'), block('C'));
const anyone: fc.Arbitrary<Address> = fc.constantFrom(
  ...validators.validators.map(({ address }) => address),
  'f'.repeat(64) as Address,
);
const signature = fc.nat({ max: 255 }).map((byte) => Uint8Array.of(byte));
const timedStep = fc.constantFrom('propose' as const, 'prevote' as const, 'precommit' as const);

const anyInput: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('vote' as const),
      vote: fc.record({
        type: fc.constantFrom('prevote' as const, 'precommit' as const),
        height: anyHeight,
        round: anyRound,
        blockId: fc.option(anyBlock),
        validator: anyone,
        signature,
      }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('proposal' as const),
      proposal: fc.record({
        height: anyHeight,
        round: anyRound,
        validRound: fc.oneof(fc.constant(-1), anyRound),
        blockId: anyBlock,
        proposer: anyone,
        signature,
      }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('proposalChecked' as const),
      height: anyHeight,
      round: anyRound,
      blockId: anyBlock,
      valid: fc.boolean(),
      timely: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('blockBuilt' as const),
      height: anyHeight,
      round: anyRound,
      blockId: anyBlock,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('timeout' as const),
      height: anyHeight,
      round: anyRound,
      step: timedStep,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('startHeight' as const),
      height: fc.constantFrom(...([1n, 2n, 3n] as Height[])),
      validators: fc.constant(validators),
      self: fc.option(anyone),
    }),
  },
);

const anyInputs = fc.array(anyInput, { maxLength: 120 });
const anySelf = fc.constantFrom(0, 1, null);

interface Run {
  readonly state: ConsensusState;
  readonly effects: readonly Effect[];
}

/** Everything that came of these inputs; `answering` gives the node's answers at once. */
function run(first: ConsensusState, inputs: readonly Input[], answering = false): Run {
  let state = first;
  const effects: Effect[] = [];
  const queue = [...inputs];
  for (let input = queue.shift(); input !== undefined; input = queue.shift()) {
    const result = step(state, input);
    state = result.state;
    effects.push(...result.effects);
    if (answering) queue.unshift(...result.effects.flatMap(answer));
  }
  return { state, effects };
}

function answer(effect: Effect): Input[] {
  if (effect.type !== 'checkProposal' && effect.type !== 'wantBlock') return [];
  const { round, blockId } = effect.type === 'checkProposal' ? effect.proposal : effect;
  return [{ type: 'proposalChecked', height, round, blockId, valid: true, timely: true }];
}

describe('whatever the inputs', () => {
  it('step never throws, changes nothing in place, and does the same again', () => {
    fc.assert(
      fc.property(anyInputs, anySelf, (inputs, self) => {
        let state = self === null ? createConsensus(timeouts) : begin(validators, self);
        for (const input of inputs) {
          const before = structuredClone(state);
          const result = step(state, input);
          expect(state).toEqual(before);
          expect(step(state, input)).toEqual(result);
          state = result.state;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('the state stays bounded, and so does what is told and sent of it', () => {
    fc.assert(
      fc.property(anyInputs, anySelf, (inputs, self) => {
        const { state } = run(begin(validators, self), inputs);
        const { current } = state;
        if (current === null) throw new Error('the height has started');
        const future = [...current.rounds.keys()].filter((round) => round > current.round);
        expect(future.length).toBeLessThanOrEqual(count * futureRoundsPerSender);
        expect(current.rounds.size).toBeLessThanOrEqual(current.round + 1 + future.length);
        // At most the proposal and one quorum of each round, and the block that we built.
        expect(current.blocks.size).toBeLessThanOrEqual(3 * current.rounds.size);
        for (const { prevotes, precommits } of current.rounds.values()) {
          expect(prevotes.votes.length).toBe(count);
          expect(prevotes.conflicting.length).toBeLessThanOrEqual(count * current.rounds.size);
          expect(precommits.conflicting).toEqual([]);
        }
        const summary = roundState(state);
        expect(summary.rounds.length).toBeLessThanOrEqual(messageLimits.roundSummariesMax);
        expect(missingFor(state, summary)).toEqual([]);
      }),
    );
  });

  it('a message given twice changes nothing the second time', () => {
    fc.assert(
      fc.property(anyInputs, anySelf, (inputs, self) => {
        let { state } = run(begin(validators, self), []);
        for (const input of inputs) {
          state = step(state, input).state;
          if (input.type !== 'vote' && input.type !== 'proposal') continue;
          expect(step(state, input)).toEqual({ state, effects: [] });
        }
      }),
    );
  });

  it('at most one vote is asked for at each height, round and type, and one decision a height', () => {
    fc.assert(
      fc.property(anyInputs, anySelf, (inputs, self) => {
        const { effects } = run(begin(validators, self), inputs, true);
        const once = effects.flatMap((effect) => {
          if (effect.type === 'signVote') {
            return [`${effect.vote.height} ${effect.vote.round} ${effect.vote.type}`];
          }
          if (effect.type === 'signProposal') {
            return [`${effect.proposal.height} ${effect.proposal.round} proposal`];
          }
          return effect.type === 'decide' ? [`${effect.certificate.height} decide`] : [];
        });
        expect(once).toEqual([...new Set(once)]);
      }),
    );
  });

  it('at most one pair of evidence per validator, height, round and type', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const { effects } = run(begin(validators, null), inputs);
        const pairs = effects.flatMap((effect) => {
          if (effect.type !== 'evidence') return [];
          const { first, second } = effect;
          const signer = 'type' in first ? first.validator : first.proposer;
          const other = 'type' in second ? second.validator : second.proposer;
          expect(other).toBe(signer);
          expect(second).toMatchObject({ height: first.height, round: first.round });
          const kind = 'type' in first ? first.type : 'proposal';
          return [`${signer} ${first.height} ${first.round} ${kind}`];
        });
        expect(pairs).toEqual([...new Set(pairs)]);
      }),
    );
  });
});

describe('the order of messages within a round', () => {
  const messages = [
    proposal(0, 'A'),
    ...[1, 2, 3].map((by) => prevote(by, 0, 'A')),
    prevote(0, 0, null),
    ...[1, 2, 3].map((by) => precommit(by, 0, 'A')),
    precommit(0, 0, null),
  ];

  it('does not change the decision', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(messages, { minLength: messages.length }),
        anySelf,
        (inputs, self) => {
          const { effects } = run(begin(validators, self), inputs, true);
          const decided = effects.filter((effect) => effect.type === 'decide');
          expect(decided).toHaveLength(1);
          expect(decided[0]?.certificate).toMatchObject({ round: 0, blockId: block('A') });
          expect(decided[0]?.certificate.signatures).toHaveLength(3);
        },
      ),
    );
  });

  it('does not change which votes are held', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(messages, { minLength: messages.length }), (inputs) => {
        // Without the last precommit for A, so that nothing is decided and all is kept.
        const undecided = inputs.filter((input) => input !== messages[7]);
        const { state } = run(begin(validators, null), undecided, true);
        expect(roundState(state).rounds).toMatchObject([
          { prevotes: '1111', precommits: '1110', proposal: block('A') },
        ]);
      }),
    );
  });
});

describe('quorums of two nodes', () => {
  it('never decide two blocks from the same single votes of more than two thirds', () => {
    const anyVotes = fc.array(fc.constantFrom('A', 'B', null), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(anyVotes, anyVotes, (first, second) => {
        // v0 equivocates between the two nodes; the others tell both the same.
        const seenBy = (own: string | null) =>
          first.map((name, by) => precommit(by, 0, by === 0 ? own : name));
        const decisions = [first[0] ?? null, second[0] ?? null].flatMap((own) =>
          run(begin(validators, null), seenBy(own), true).effects.flatMap((effect) =>
            effect.type === 'decide' ? [effect.certificate.blockId] : [],
          ),
        );
        expect(new Set(decisions).size).toBeLessThanOrEqual(1);
      }),
    );
  });
});
