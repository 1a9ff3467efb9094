/**
 * A validator that lies. It runs the same loop as the others, so that it knows what they know, but
 * what it signs and to whom it says it is up to its vices; each is on or off in a run.
 */
import type { Hash } from '@trellis/crypto';
import type { Height, Proposal, Vote, VoteType } from '@trellis/protocol';
import type { Random } from '../random.ts';
import { shortBlockId } from './blocks.ts';
import { makeGarbage } from './garbage.ts';
import type { Message } from './message.ts';
import type { Desk, Speaker } from './speaker.ts';
import type { World } from './world.ts';

export interface Vices {
  /** Tells each peer another vote. */
  readonly doubleVotes: boolean;
  /** Precommits a block in the eyes of a few, and nil in those of the others. */
  readonly splitting: boolean;
  /** Proposes one block to some and another to the rest. */
  readonly doubleProposals: boolean;
  readonly invalidBlocks: boolean;
  /** Votes and proposes as if it had never locked. */
  readonly amnesia: boolean;
  /** Proposes a new block where it should propose the valid one again. */
  readonly forgetfulness: boolean;
  /** Claims a validRound without a quorum of prevotes. */
  readonly falseValidRound: boolean;
  /** Votes in rounds long past and far ahead. */
  readonly otherRounds: boolean;
  /** Leaves out messages at random. */
  readonly silence: boolean;
  /** Never says anything at all. */
  readonly mute: boolean;
  /** Says nothing any more once every fault is over: whoever relied on it stands alone. */
  readonly desertion: boolean;
  /** Talks to some of the peers only, always the same. */
  readonly selection: boolean;
  /** Votes in the name of others, with signatures that don't verify. */
  readonly forgery: boolean;
  /** Sends what no honest node would: impossible rounds, false certificates, senseless round states. */
  readonly garbage: boolean;
  /** Is two: another instance with the same key that knows nothing of this one. */
  readonly twin: boolean;
}

export const noVices: Vices = {
  doubleVotes: false,
  splitting: false,
  doubleProposals: false,
  invalidBlocks: false,
  amnesia: false,
  forgetfulness: false,
  falseValidRound: false,
  otherRounds: false,
  silence: false,
  mute: false,
  desertion: false,
  selection: false,
  forgery: false,
  garbage: false,
  twin: false,
};

/** Twins are correct but for being two; whoever is mute has no use for another vice. */
export function chooseVices(random: Random): Vices {
  if (random.chance(0.2)) return { ...noVices, twin: true };
  if (random.chance(0.1)) return { ...noVices, mute: true };
  // The most dangerous: votes for everything, but shows a quorum of precommits to few.
  if (random.chance(0.25)) {
    const [desertion, falseValidRound] = [random.chance(0.5), random.chance(0.5)];
    return { ...noVices, splitting: true, amnesia: true, desertion, falseValidRound };
  }
  const share = random.pick([0.2, 0.5]);
  const maybe = () => random.chance(share);
  return {
    ...noVices,
    doubleVotes: maybe(),
    splitting: maybe(),
    doubleProposals: maybe(),
    invalidBlocks: random.chance(0.2),
    amnesia: random.chance(0.3),
    forgetfulness: maybe(),
    falseValidRound: maybe(),
    otherRounds: maybe(),
    silence: maybe(),
    desertion: random.chance(0.2),
    selection: random.chance(0.2),
    forgery: random.chance(0.2),
    garbage: random.chance(0.2),
  };
}

export function createByzantineSpeaker(world: World, self: number, vices: Vices): Speaker {
  const { random, blocks, book, instances } = world;
  const peers = Array.from({ length: instances }, (_, i) => i).filter((i) => i !== self);
  const favourites = new Set(peers.filter(() => random.chance(0.5)));

  /** Any block that someone built for this height, nil, or a block that does not exist. */
  function anyBlock(height: Height): Hash | null {
    const known = blocks.of(height).map(({ id }) => id);
    return random.pick([...known, ...known, null, shortBlockId(`${height}?`)]);
  }

  function sendVote(to: number, vote: Vote, desk: Desk): void {
    if (vices.silence && random.chance(0.3)) return;
    desk.send(to, { kind: 'vote', vote: book.signVote(vote) });
    if (!vices.forgery) return;
    const victim = world.addressOf(random.pick(peers));
    const forged = { ...vote, validator: victim, signature: Uint8Array.of(1, 2, 3, 4) };
    desk.send(to, { kind: 'vote', vote: forged });
  }

  /** What this peer is told where an honest node would vote like that. */
  function voteFor(to: number, honest: Vote, chosen: ReadonlySet<number>): Vote {
    if (vices.splitting && honest.type === 'precommit' && !chosen.has(to)) {
      return { ...honest, blockId: null };
    }
    const lies = vices.doubleVotes && random.chance(0.7);
    return lies ? { ...honest, blockId: anyBlock(honest.height) } : honest;
  }

  function proposalFor(honest: Proposal): Proposal {
    const { height, round, proposer } = honest;
    const valid = !(vices.invalidBlocks && random.chance(0.5));
    const isNew = honest.validRound === -1 || vices.forgetfulness;
    const blockId = isNew ? buildLike(honest.blockId, valid) : honest.blockId;
    const validRound = isNew ? -1 : honest.validRound;
    if (!vices.falseValidRound || round === 0 || random.chance(0.5)) {
      return { height, round, proposer, blockId, validRound };
    }
    const isOwn = random.chance(0.5);
    const claimed = isOwn ? buildLike(honest.blockId, valid) : (anyBlock(height) ?? blockId);
    const claimedRound = random.chance(0.5) ? round - 1 : random.below(round);
    return { height, round, proposer, blockId: claimed, validRound: claimedRound };
  }

  /** Another block on the same parent as the one that an honest node would have proposed. */
  function buildLike(blockId: Hash, valid: boolean): Hash {
    const block = blocks.find(blockId);
    if (block === undefined) return blockId;
    return blocks.build({ ...block, time: world.clock(self), valid }, block.parent);
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
      const chosen = new Set([random.pick(peers)]);
      for (const to of peers) {
        sendVote(to, voteFor(to, honest, chosen), desk);
        if (!vices.otherRounds) continue;
        const type: VoteType = random.pick(['prevote', 'precommit']);
        const elsewhere = random.chance(0.5) ? random.below(round + 1) : round + random.below(50);
        sendVote(to, { ...honest, type, round: elsewhere, blockId: anyBlock(height) }, desk);
      }
      desk.loopBack({ type: 'vote', vote: book.signVote(honest) });
    },
    says(to, message): readonly Message[] {
      if (vices.mute || (vices.desertion && world.isHealed())) return [];
      if (vices.selection && !favourites.has(to)) return [];
      if (!vices.garbage || random.chance(0.7)) return [message];
      return [makeGarbage(world, self, message), message];
    },
  };
}
