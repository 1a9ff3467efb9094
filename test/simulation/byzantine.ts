/**
 * A validator that lies. It runs the same loop as the others, so that it knows what they know, but
 * what it signs and to whom it says it is up to its vices; each is on or off in a run.
 */
import type { Hash } from '../../packages/crypto/src/index.ts';
import type { Height, Proposal, Vote, VoteType } from '../../packages/protocol/src/index.ts';
import { shortBlockId } from './blocks.ts';
import type { Random } from './random.ts';
import type { Desk, Speaker } from './speaker.ts';
import type { World } from './world.ts';

export interface Vices {
  /** Tells each peer another vote. */
  readonly doubleVotes: boolean;
  /** Proposes one block to some and another to the rest. */
  readonly doubleProposals: boolean;
  readonly invalidBlocks: boolean;
  /** Proposes a new block where it should propose the valid one again. */
  readonly forgetfulness: boolean;
  /** Claims a validRound without a quorum of prevotes. */
  readonly falseValidRound: boolean;
  /** Votes in rounds long past and far ahead. */
  readonly otherRounds: boolean;
  /** Says nothing to some, at random. */
  readonly silence: boolean;
  /** Votes in the name of others, with signatures that don't verify. */
  readonly forgery: boolean;
}

export function chooseVices(random: Random): Vices {
  const maybe = () => random.chance(0.5);
  return {
    doubleVotes: maybe(),
    doubleProposals: maybe(),
    invalidBlocks: random.chance(0.2),
    forgetfulness: maybe(),
    falseValidRound: maybe(),
    otherRounds: maybe(),
    silence: maybe(),
    forgery: random.chance(0.2),
  };
}

export function createByzantineSpeaker(world: World, self: number, vices: Vices): Speaker {
  const { random, blocks, book, validators } = world;
  const peers = validators.validators.map((_, index) => index).filter((index) => index !== self);

  /** Any block that someone built for this height, nil, or a block that does not exist. */
  function anyBlock(height: Height): Hash | null {
    const known = blocks.of(height).map(({ id }) => id);
    return random.pick([...known, ...known, null, shortBlockId(`${height}?`)]);
  }

  function sendVote(to: number, vote: Vote, desk: Desk): void {
    if (vices.silence && random.chance(0.3)) return;
    desk.send(to, { kind: 'vote', vote: book.signVote(vote) });
    if (!vices.forgery) return;
    const victim = validators.validators[random.pick(peers)]?.address ?? vote.validator;
    const forged = { ...vote, validator: victim, signature: Uint8Array.of(1, 2, 3, 4) };
    desk.send(to, { kind: 'vote', vote: forged });
  }

  function proposalFor(honest: Proposal): Proposal {
    const { height, round, proposer } = honest;
    const valid = !(vices.invalidBlocks && random.chance(0.5));
    const isNew = honest.validRound === -1 || vices.forgetfulness;
    const blockId = isNew ? blocks.build({ height, builder: proposer, valid }) : honest.blockId;
    const validRound = isNew ? -1 : honest.validRound;
    if (!vices.falseValidRound || round === 0 || random.chance(0.5)) {
      return { ...honest, blockId, validRound };
    }
    return { ...honest, blockId: anyBlock(height) ?? blockId, validRound: random.below(round) };
  }

  return {
    propose(honest, desk) {
      const first = proposalFor(honest);
      const second = vices.doubleProposals ? proposalFor({ ...honest, validRound: -1 }) : first;
      for (const to of peers) {
        if (vices.silence && random.chance(0.3)) continue;
        const proposal = book.signProposal(random.chance(0.5) ? first : second);
        desk.send(to, { kind: 'proposal', proposal, withBlock: random.chance(0.8) });
      }
      desk.loopBack({ type: 'proposal', proposal: book.signProposal(first) });
    },
    vote(honest, desk) {
      const { height, round } = honest;
      for (const to of peers) {
        const lies = vices.doubleVotes && random.chance(0.7);
        sendVote(to, lies ? { ...honest, blockId: anyBlock(height) } : honest, desk);
        if (!vices.otherRounds) continue;
        const type: VoteType = random.pick(['prevote', 'precommit']);
        const elsewhere = random.chance(0.5) ? random.below(round + 1) : round + random.below(50);
        sendVote(to, { ...honest, type, round: elsewhere, blockId: anyBlock(height) }, desk);
      }
      desk.loopBack({ type: 'vote', vote: book.signVote(honest) });
    },
  };
}
