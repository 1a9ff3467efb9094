/**
 * Schedules in the manner of "Twins: BFT Systems Made Robust" (Bano et al., 2020): as many validators
 * as the protocol bears run twice with one key, each instance correct by itself. A sampled schedule
 * says for each round and kind of message who hears whom; who leads a round follows from which validators have twins, as
 * the turns go round. After a while the schedule is over, everybody hears everybody, and must decide.
 */
import { createValidatorSet, type ValidatorSet } from '@trellis/protocol';
import { createRandom, type Random } from '../random.ts';
import type { TraceMode } from '../trace.ts';
import { Violation } from '../violation.ts';
import { noVices, type Vices } from './byzantine.ts';
import { createCluster, type Plant } from './cluster.ts';
import { noFaults } from './faults.ts';
import type { Message } from './message.ts';
import { isBearable } from './plan.ts';

/** Rounds of a height in which the schedule cuts the network. */
const roundsCut = 5;

/** Heights that have a schedule of their own, and that every honest node must decide. */
const heights = 2;

/** Virtual time after the schedule in which every honest node must decide them. */
const recoveryMaxMs = 30_000;

export interface TwinsOutcome {
  readonly seed: number;
  readonly violation: Violation | null;
  readonly events: number;
  /** Highest round of a decision. */
  readonly rounds: number;
  /** Safety violations of the twins that honest nodes noticed. */
  readonly evidence: number;
  readonly trace: readonly string[];
  readonly summary: string;
}

/** What is said in a round; everything else goes where precommits go. */
const kinds = ['proposal', 'prevote', 'precommit'] as const;
type Kind = (typeof kinds)[number];

/** The instances that each instance hears, itself included. */
type Hearing = readonly ReadonlySet<number>[];

/** Who hears whom, for each height and round. */
type Schedule = readonly (readonly Readonly<Record<Kind, Hearing>>[])[];

interface Position {
  readonly height: bigint | number;
  readonly round: number;
  readonly kind: Kind;
}

export interface TwinsScenario {
  readonly seed: number;
  readonly validators: number;
  readonly trace?: TraceMode;
  readonly plant?: Plant;
}

export function runTwins(options: TwinsScenario): TwinsOutcome {
  const random = createRandom(options.seed);
  const validators = equalValidators(options.validators);
  const liars = chooseTwins(random, validators);
  const instances = options.validators + liars.size;
  const schedule = chooseSchedule(random, instances);

  // A part without a quorum does not leave its round, so that time has to end what rounds don't.
  const healAtMs = random.between(1000, 15_000);
  const hears = (to: number, from: number, { height, round, kind }: Position): boolean =>
    schedule[Number(height) - 1]?.[round]?.[kind][to]?.has(from) ?? true;
  const cluster = createCluster({
    plan: { validators, liars, faults: noFaults, healAtMs },
    chance: random.below(2 ** 31),
    faults: () => noFaults,
    trace: options.trace ?? 'off',
    plant: options.plant,
    isBlocked(from, to, message) {
      if (cluster.scheduler.now() >= healAtMs) return false;
      const position = positionOf(message);
      const positions = position === null ? [whereIs(from), whereIs(to)] : [position];
      return positions.some((at) => !hears(to, from, at));
    },
  });
  function whereIs(instance: number): Position {
    const node = cluster.nodes[instance];
    const height = (node?.chain.length ?? 0) + 1;
    return { height, round: node?.round() ?? 0, kind: 'precommit' };
  }
  const { nodes, honest, scheduler, trace } = cluster;
  for (const node of nodes) scheduler.after(random.below(20), node.start);

  let events = 0;
  let violation: Violation | null = null;
  try {
    while (honest.some(({ chain }) => chain.length < heights)) {
      if (scheduler.now() > healAtMs + recoveryMaxMs || !scheduler.advance()) {
        const where = honest.map((node) => `${node.chain.length}/${node.round()}`);
        throw new Violation('progress', `honest nodes at ${where.join(' ')}`);
      }
      events++;
    }
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error;
  }
  const decided = honest.flatMap(({ chain }) => chain.map(({ certificate }) => certificate.round));
  return {
    seed: options.seed,
    violation,
    events,
    rounds: Math.max(0, ...decided),
    evidence: cluster.evidence(),
    trace: trace.lines(),
    summary: [
      ...describeSchedule(options.validators, liars, schedule),
      `over after ${healAtMs} ms`,
    ].join('\n'),
  };
}

function equalValidators(count: number): ValidatorSet {
  const members = Array.from({ length: count }, (_, index) => ({
    scheme: 'ed25519' as const,
    publicKey: new Uint8Array(32).fill(index + 1),
    power: 1,
  }));
  const made = createValidatorSet(members);
  if (!made.ok) throw new RangeError(`${count} validators: ${made.problem}`);
  return made.set;
}

/** As many as the protocol bears. */
function chooseTwins(random: Random, set: ValidatorSet): ReadonlyMap<number, Vices> {
  const twins = new Map<number, Vices>();
  while (isBearable(twins.size + 1, set.totalPower)) {
    twins.set(random.below(set.validators.length), { ...noVices, twin: true });
  }
  return twins;
}

function chooseSchedule(random: Random, instances: number): Schedule {
  const choose = () => chooseHearing(random, instances);
  return Array.from({ length: heights }, () =>
    Array.from({ length: roundsCut }, () => ({
      proposal: choose(),
      prevote: choose(),
      precommit: choose(),
    })),
  );
}

/** The network whole, in parts, or with links cut one by one in one direction. */
function chooseHearing(random: Random, instances: number): Hearing {
  const all = Array.from({ length: instances }, (_, index) => index);
  const parts = random.pick([1, 2, 2, 3, instances]);
  const part = all.map(() => random.below(parts));
  const isOpen =
    parts < instances
      ? (to: number, from: number) => part[to] === part[from]
      : () => random.chance(0.6);
  return all.map((to) => new Set(all.filter((from) => from === to || isOpen(to, from))));
}

/** The round that a message is about, if it is about one. */
function positionOf(message: Message): Position | null {
  switch (message.kind) {
    case 'proposal': {
      const { height, round } = message.proposal;
      return { height, round, kind: 'proposal' };
    }
    case 'vote': {
      const { height, round, type } = message.vote;
      return { height, round, kind: type };
    }
    default:
      return null;
  }
}

function describeSchedule(
  count: number,
  twins: ReadonlyMap<number, Vices>,
  schedule: Schedule,
): readonly string[] {
  const pairs = [...twins.keys()].map((index, place) => `n${index} and n${count + place}`);
  const lines = schedule.flatMap((rounds, height) =>
    rounds.flatMap((hearing, round) =>
      kinds.map((kind) => {
        const heard = hearing[kind].map((from, to) => `n${to}<${[...from].join('')}`);
        return `height ${height + 1} round ${round} ${kind}: ${heard.join(' ')}`;
      }),
    ),
  );
  return [`twins: ${pairs.join(', ')}`, ...lines];
}
