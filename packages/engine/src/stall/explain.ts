/** Why there is no new block, in words: a function of the facts alone. */
import type { StallCause } from '@trellis/protocol/http-api';
import { absences, isHere, livenessWords } from './absence.ts';
import { chainTooFarAhead, clockNotices, ownClock } from './explain-clocks.ts';
import { guardNotice, tooManyForgot } from './explain-guard.ts';
import { slowLinks } from './explain-links.ts';
import type { StallFacts, ValidatorFacts, VotingFacts } from './facts.ts';
import { type Finding, list, seconds } from './finding.ts';

export interface Explanation extends Finding {
  /** What is not well besides, but does not explain it. */
  readonly also: readonly Finding[];
}

/**
 * Less than this is needed for a few blocks, and LevelDB must never run out in the middle of one; nor could it
 * open with less, as it does so with a new log and a new table.
 */
export const diskFreeBytesMin = 64 * 1024 * 1024;

/** A step that takes longer than this is worth a reason. */
const unremarkableMs = 1_000;

/** Blocks that a peer is ahead by before it counts as being left behind. */
const behindMin = 2n;

/** The first of these that applies is the reason; the others are told besides. */
const questions: readonly ((facts: StallFacts) => Finding | null)[] = [
  diskLow,
  catchingUp,
  cutOff,
  chainTooFarAhead,
  ownClock,
  leftBehind,
  quorumMissing,
  tooManyForgot,
  notNeeded,
  votingNormally,
  keyMissing,
  proposalMissing,
  proposalUnchecked,
  votesMissing,
  votesSplit,
];

/** Explains the facts. Every state has a reason, if only that nothing unusual is known. */
export function explain(facts: StallFacts): Explanation {
  const reasons = questions.flatMap((question) => question(facts) ?? []);
  const [main = nothingUnusual(facts)] = reasons;
  const also = [...reasons.slice(1).filter(isNotice), ...notices(facts)];
  const named = namedBy[main.cause];
  return { ...main, also: also.filter(({ cause }) => cause !== named) };
}

/** What a reason tells already. */
const namedBy: Partial<Record<StallCause, StallCause>> = {
  quorum_missing: 'validators_absent',
  cut_off: 'validators_absent',
  own_clock_off: 'clock_off',
};

/** Reasons that stay worth telling when something else comes first. */
function isNotice({ cause }: Finding): boolean {
  return noticed.includes(cause);
}

const noticed: readonly StallCause[] = [
  'own_clock_off',
  'left_behind',
  'memory_doubted',
  'key_missing',
];

/** The others count on this node's vote, which it can't give. */
function keyMissing({ validators, vote }: StallFacts): Finding | null {
  const self = validators.find(({ peerLiveness }) => peerLiveness.is === 'self');
  if (self === undefined || vote !== 'follows') return null;
  return {
    cause: 'key_missing',
    sentence: `This node has the power ${self.power} of ${self.name}, and no key to vote with: it follows alone. Name the key file of ${self.name} under "validator" in its configuration, then start it again.`,
  };
}

function diskLow({ diskFreeBytes }: StallFacts): Finding | null {
  if (diskFreeBytes === null || diskFreeBytes >= diskFreeBytesMin) return null;
  const left = `${(diskFreeBytes / 1024 / 1024).toFixed(1)} MiB`;
  return {
    cause: 'disk_full',
    sentence: `The disk of this node’s data folder has ${left} left. A node that can’t write stops; make room.`,
  };
}

function catchingUp({ isCatchingUp, head, highestPeer }: StallFacts): Finding | null {
  if (!isCatchingUp) return null;
  const missing = highestPeer === null ? 0n : highestPeer - head;
  return {
    cause: 'catching_up',
    sentence: `This node is catching up: it has block ${head}, ${missing} fewer than its peers. It votes when it has them all.`,
  };
}

function cutOff(facts: StallFacts): Finding | null {
  const { peers, validators } = facts;
  const others = validators.filter(({ peerLiveness }) => peerLiveness.is !== 'self');
  const gone = others.filter(
    ({ peerLiveness }) => !isHere(peerLiveness) && peerLiveness.is !== 'behind',
  );
  if (others.length === 0 || gone.length < others.length) return null;
  return {
    cause: 'cut_off',
    sentence:
      peers.connected === 0
        ? `This node has no connection to any of its ${peers.known} peers, so it can’t tell what they do. Look at its network: ${absences(gone, facts)}.`
        : `This node hears nothing from any other validator: ${absences(gone, facts)}. Either all of them are stalled or this node is cut off.`,
  };
}

function leftBehind({ head, highestPeer, isCatchingUp }: StallFacts): Finding | null {
  // While it catches up, peers do send it what it lacks.
  if (isCatchingUp || highestPeer === null || highestPeer < head + behindMin) return null;
  return {
    cause: 'left_behind',
    sentence: `Peers have blocks up to ${highestPeer}, this node only up to ${head}, and none of them has sent it one lately. It keeps asking.`,
  };
}

function quorumMissing(facts: StallFacts): Finding | null {
  const { total, present, needed } = powers(facts);
  if (present >= needed) return null;
  const missing = facts.validators.filter(({ peerLiveness }) => !isHere(peerLiveness));
  const place = facts.voting === null ? '' : ` ${where(facts.voting, facts)}`;
  return {
    cause: 'quorum_missing',
    sentence: `Too few validators take part: they have power ${present} of ${total}, and a block needs ${needed}. Missing: ${absences(missing, facts)}.${place} It continues by itself when enough are back.`,
  };
}

function notNeeded({ voting, hasWork, heartbeatInMs, head }: StallFacts): Finding | null {
  if (hasWork || (voting !== null && voting.step !== 'decided')) return null;
  const next =
    heartbeatInMs === null ? '' : ` The next block without any comes in ${seconds(heartbeatInMs)}.`;
  return {
    cause: 'nothing_to_do',
    sentence: `There is nothing to do: no transaction waits, and block ${head} is final.${next}`,
  };
}

function votingNormally(facts: StallFacts): Finding | null {
  const { voting, waiting } = facts;
  if (voting === null || voting.step === 'decided') {
    return {
      cause: 'deciding',
      sentence: `The next block is about to begin; ${transactions(waiting)} wait.`,
    };
  }
  if (voting.sinceMs > unremarkableMs || voting.round > facts.validators.length) return null;
  return { cause: 'deciding', sentence: `A block is being decided. ${where(voting, facts)}` };
}

function proposalMissing(facts: StallFacts): Finding | null {
  const { voting } = facts;
  if (voting?.step !== 'propose' || voting.proposal !== 'none') return null;
  const proposer = facts.validators.find(({ name }) => name === voting.proposer);
  const why =
    proposer === undefined || proposer.peerLiveness.is === 'here'
      ? 'which is connected and may be busy'
      : proposer.peerLiveness.is === 'self'
        ? 'which is this node: it builds a block, or its signer rejects signing at a position it used before'
        : `which is ${livenessWords(proposer.peerLiveness)}`;
  return {
    cause: 'proposal_missing',
    sentence: `The proposal of ${voting.proposer}, ${why}, has not come. ${where(voting, facts)} Without it the validators vote for nothing and the next one proposes.`,
  };
}

function proposalUnchecked(facts: StallFacts): Finding | null {
  const { voting } = facts;
  if (voting?.step !== 'propose' || voting.proposal !== 'unchecked') return null;
  return {
    cause: 'block_unchecked',
    sentence: `The block that ${voting.proposer} proposed is not checked yet: this node fetches transactions that it lacks, or is slow to execute them. ${where(voting, facts)}`,
  };
}

function votesMissing(facts: StallFacts): Finding | null {
  const { voting } = facts;
  if (voting === null || (voting.step !== 'prevote' && voting.step !== 'precommit')) return null;
  const { held, needed, without } = votesOf(facts, voting.step);
  if (held >= needed) return null;
  return {
    cause: 'votes_missing',
    sentence: `Votes are missing, from ${list(without.map((one) => (isHere(one.peerLiveness) ? `${one.name} (connected)` : absences([one], facts))))}. ${where(voting, facts)}`,
  };
}

function votesSplit(facts: StallFacts): Finding | null {
  const { voting } = facts;
  if (voting === null || (voting.step !== 'prevote' && voting.step !== 'precommit')) return null;
  const why = {
    none: `the proposal of ${voting.proposer} did not come in time`,
    unchecked: `the block of ${voting.proposer} could not be fetched and checked in time`,
    invalid: `the block of ${voting.proposer} is invalid by this node’s rules`,
    untimely: `the time in the block of ${voting.proposer} is too far from this node’s clock`,
    valid: 'some voted for the block and some for nothing',
  }[voting.proposal];
  return {
    cause: 'votes_split',
    sentence: `The validators voted and did not agree: ${why}. ${where(voting, facts)} They try again in the next round.`,
  };
}

function nothingUnusual(facts: StallFacts): Finding {
  const place = facts.voting === null ? '' : ` ${where(facts.voting, facts)}`;
  return { cause: 'deciding', sentence: `Nothing unusual is known.${place}` };
}

/** What to tell whatever the reason is. */
function notices(facts: StallFacts): readonly Finding[] {
  const absent = facts.validators.filter(({ peerLiveness }) => !isHere(peerLiveness));
  const found: Finding[] = [];
  const guard = guardNotice(facts);
  if (guard !== null) found.push(guard);
  const slow = slowLinks(facts);
  if (slow !== null) found.push(slow);
  if (absent.length > 0) {
    found.push({
      cause: 'validators_absent',
      sentence: `Not taking part: ${absences(absent, facts)}. Their turns to propose are skipped.`,
    });
  }
  return [...found, ...clockNotices(facts)];
}

/** `Block 12 is in round 3, step prevote, for 4.0 s; prevotes held: power 2, needed: 3 of 4.` */
function where(voting: VotingFacts, facts: StallFacts): string {
  const place = `Block ${facts.head + 1n} is in round ${voting.round}, step ${voting.step}, for ${seconds(voting.sinceMs)}`;
  if (voting.step !== 'prevote' && voting.step !== 'precommit') return `${place}.`;
  const { held, needed, total } = votesOf(facts, voting.step);
  return `${place}; ${voting.step}s held: power ${held}, needed: ${needed} of ${total}.`;
}

function votesOf(facts: StallFacts, step: 'prevote' | 'precommit') {
  const without = facts.validators.filter((one) => one[step] === 'none');
  const { total, needed } = powers(facts);
  return { held: total - powerOf(without), needed, total, without };
}

/** Power of all, of those that take part, and of a quorum, which is more than two thirds. */
export function powers({ validators }: Pick<StallFacts, 'validators'>): {
  readonly total: number;
  readonly present: number;
  readonly needed: number;
} {
  const total = powerOf(validators);
  const present = powerOf(validators.filter(({ peerLiveness }) => isHere(peerLiveness)));
  return { total, present, needed: Math.floor((2 * total) / 3) + 1 };
}

function powerOf(validators: readonly ValidatorFacts[]): number {
  return validators.reduce((sum, { power }) => sum + power, 0);
}

function transactions(count: number): string {
  return count === 1 ? '1 transaction' : `${count} transactions`;
}
