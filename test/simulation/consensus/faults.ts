/**
 * What goes wrong in a seed's run. In the manner of swarm testing (Groce et al., 2012) each class of
 * fault is on or off: a run with everything on hides what a run with one thing on would show.
 */
import type { Random } from '../random.ts';

export interface Faults {
  /** Probability that a message is lost. */
  readonly loss: number;
  /** Probability that a message of one kind is lost besides: splits the network where it hurts. */
  readonly proposalLoss: number;
  readonly prevoteLoss: number;
  readonly precommitLoss: number;
  /**
   * Probability that a node gets, or is heard to say, nothing of one kind for one round, however often
   * it is sent: only some see a quorum, and they are not the same ones from round to round.
   */
  readonly starvation: number;
  /**
   * Probability that at a height there is a node whose precommits and decisions get to nobody, and whose
   * proposals and prevotes to some: it may decide alone, and the others must come to the same.
   */
  readonly muffling: number;
  /** Probability that what repairs a loss is lost: round states and decided blocks. */
  readonly repairLoss: number;
  readonly duplication: number;
  /** Every message takes between 1 and this many milliseconds; what is sent later may come earlier. */
  readonly delayMaxMs: number;
  /** Probability of a message that takes ten times as long. */
  readonly straggling: number;
  /** Longest time the network stays cut, or whole, before that changes; 0 for never cut. */
  readonly partitionMaxMs: number;
  /** A cut comes and goes at this interval while it lasts; 0 for one that stays. */
  readonly flapMs: number;
  /** Probability of a crash at each boundary between two steps of a node's loop. */
  readonly crash: number;
  /** Longest time a crashed node stays down. */
  readonly downMaxMs: number;
  /** Longest time between power cuts, each of which stops some or all nodes at once; 0 for none. */
  readonly powerCutMaxMs: number;
  /** Longest time it takes to build or to check a block. */
  readonly executionMaxMs: number;
  /** Longest time that a write takes to be safe; the node waits for it, and what comes waits as well. */
  readonly diskMaxMs: number;
  /** Clocks are off by up to so much, forwards or backwards. */
  readonly clockSkewMaxMs: number;
  /** Timers run up to this share too fast or too slow. */
  readonly clockDriftMax: number;
  /** Probability that a proposal's receiver lacks a part of the block, and must fetch it. */
  readonly incomplete: number;
}

export const noFaults: Faults = {
  loss: 0,
  proposalLoss: 0,
  prevoteLoss: 0,
  precommitLoss: 0,
  starvation: 0,
  muffling: 0,
  repairLoss: 0,
  duplication: 0,
  delayMaxMs: 20,
  straggling: 0,
  partitionMaxMs: 0,
  flapMs: 0,
  crash: 0,
  downMaxMs: 1,
  powerCutMaxMs: 0,
  executionMaxMs: 10,
  diskMaxMs: 0,
  clockSkewMaxMs: 0,
  clockDriftMax: 0,
  incomplete: 0,
};

export function chooseFaults(random: Random): Faults {
  const maybe = (value: () => number) => (random.chance(0.5) ? value() : 0);
  const rarely = (value: () => number) => (random.chance(0.25) ? value() : 0);
  if (random.chance(0.25)) {
    // Nothing but what makes the nodes see different quorums, again and again.
    const starvation = maybe(() => random.between(10, 50) / 100);
    return { ...noFaults, muffling: random.pick([0.3, 0.9]), starvation };
  }
  return {
    loss: maybe(() => random.between(1, 30) / 100),
    proposalLoss: rarely(() => random.between(10, 60) / 100),
    prevoteLoss: rarely(() => random.between(10, 60) / 100),
    precommitLoss: rarely(() => random.between(10, 60) / 100),
    starvation: maybe(() => random.between(10, 60) / 100),
    muffling: rarely(() => random.pick([0.3, 0.9])),
    repairLoss: maybe(() => random.between(30, 95) / 100),
    duplication: maybe(() => random.between(1, 10) / 100),
    delayMaxMs: random.pick([10, 50, 200, 1000, 3000]),
    straggling: maybe(() => 0.05),
    partitionMaxMs: maybe(() => random.pick([200, 2000, 10_000])),
    flapMs: rarely(() => random.pick([20, 100, 500])),
    crash: maybe(() => random.pick([0.0003, 0.001, 0.003])),
    downMaxMs: random.pick([100, 2000, 10_000]),
    powerCutMaxMs: rarely(() => random.pick([2000, 10_000])),
    executionMaxMs: random.pick([5, 50, 500]),
    diskMaxMs: rarely(() => random.pick([5, 50, 500])),
    clockSkewMaxMs: maybe(() => random.pick([50, 300, 3000])),
    clockDriftMax: rarely(() => random.pick([0.01, 0.3])),
    incomplete: maybe(() => random.between(10, 80) / 100),
  };
}

/** Pairs of nodes that can't talk: `from * count + to`. One-way cuts happen in real networks. */
export type Cut = ReadonlySet<number>;

export function choosePartition(random: Random, count: number): Cut {
  const cut = new Set<number>();
  const side = Array.from({ length: count }, () => random.chance(0.5));
  const lonely = random.below(count);
  const bridge = random.below(count);
  const kind = random.pick([
    'halves',
    'lonely',
    'bridge',
    'mute',
    'deaf',
    'half-deaf',
    'scattered',
  ] as const);
  for (let from = 0; from < count; from++) {
    for (let to = 0; to < count; to++) {
      const apart = side[from] !== side[to];
      const isCut = {
        halves: apart,
        lonely: from === lonely || to === lonely,
        bridge: apart && from !== bridge && to !== bridge,
        mute: from === lonely,
        deaf: to === lonely,
        'half-deaf': apart && side[from] === true,
        scattered: random.chance(0.3),
      }[kind];
      if (isCut && from !== to) cut.add(from * count + to);
    }
  }
  return cut;
}
