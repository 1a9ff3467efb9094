/** Messages that can be decoded and that no honest node would send; signed where that makes them worse. */
import type { RoundSummary } from '@trellis/consensus';
import {
  type CommitSignature,
  limits,
  type Round,
  toHeight,
  type Vote,
  type VoteType,
} from '@trellis/protocol';
import { shortBlockId } from './blocks.ts';
import type { Message } from './message.ts';
import type { World } from './world.ts';

/** Something senseless in place of, or besides, this message. */
export function makeGarbage(world: World, self: number, like: Message): Message {
  const { random, book, validators } = world;
  const address = world.addressOf(self);
  const number = (): Round =>
    random.pick([0, 1, 2, 3, 1000, limits.roundMax, limits.roundMax + 1, 2 ** 32 - 1]);
  const height = like.kind === 'vote' ? like.vote.height : toHeight(1 + random.below(20));
  const anyHeight = random.pick([height, height, toHeight(0), toHeight(2n ** 63n)]);
  const known = world.blocks.of(height).map(({ id }) => id);
  const blockId = random.pick([...known, shortBlockId(`${height}?`)]);
  const type: VoteType = random.pick(['prevote', 'precommit']);

  switch (random.pick(['vote', 'proposal', 'roundState', 'decided', 'block', 'request'] as const)) {
    case 'vote': {
      const vote: Vote = { type, height: anyHeight, round: number(), blockId, validator: address };
      return { kind: 'vote', vote: book.signVote(vote) };
    }
    case 'proposal': {
      const validRound = random.pick([-1, number()]);
      const round = number();
      const proposal = { height: anyHeight, round, validRound, blockId, proposer: address };
      return { kind: 'proposal', proposal: book.signProposal(proposal), withBlock: false };
    }
    case 'roundState': {
      const bits = random.pick(['', '1', '0'.repeat(64), '1111111111', 'x']);
      const rounds = Array.from(
        { length: random.below(4) },
        (): RoundSummary => ({
          round: number(),
          proposal: blockId,
          prevotes: bits,
          precommits: bits,
          claimed: random.chance(0.5) ? null : { blockId, prevotes: bits },
        }),
      );
      const roundState = {
        height: anyHeight,
        round: number(),
        step: random.pick(['idle', 'propose', 'prevote', 'precommit', 'decided'] as const),
        lockedRound: number(),
        validRound: number(),
        rounds,
      };
      return { kind: 'roundState', roundState, decided: random.pick([0, 1, 5, 2 ** 32]) };
    }
    case 'decided': {
      // A certificate with our own signature for everybody, or with precommits for something else.
      const vote = { type: 'precommit', height, round: 0, blockId, validator: address } as const;
      const { signature } = book.signVote(vote);
      const signatures: CommitSignature[] = validators.validators.map((_, index) => ({
        validatorIndex: random.chance(0.8) ? index : random.below(70),
        signature,
      }));
      const certificate = { height, round: 0, blockId, signatures };
      return { kind: 'decided', blocks: [{ height, blockId, certificate }] };
    }
    case 'block':
      return { kind: 'block', blockId: shortBlockId(`${height}?`) };
    case 'request':
      return { kind: 'blockRequest', blockId };
  }
}
