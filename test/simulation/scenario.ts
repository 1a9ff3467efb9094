/** One run: a seed chooses the network, its faults and its liars; then it heals and must go on. */
import {
  createConsensus,
  missingFor,
  roundState,
  step,
  type Timeouts,
} from '../../packages/consensus/src/index.ts';
import {
  createValidatorSet,
  isSkipThreshold,
  type Validator,
  type ValidatorSet,
} from '../../packages/protocol/src/index.ts';
import { createBlockRegistry } from './blocks.ts';
import { chooseVices, createByzantineSpeaker, type Vices } from './byzantine.ts';
import { chooseFaults, type Faults, noFaults } from './faults.ts';
import { createHonestSpeaker } from './honest.ts';
import { createInvariants } from './invariants.ts';
import { createNetwork } from './network.ts';
import { createNode } from './node.ts';
import { createRandom, type Random } from './random.ts';
import { createScheduler } from './scheduler.ts';
import { createSignatureBook, type SignatureBook } from './signature-book.ts';
import { createSigner, type Signer } from './signer.ts';
import { createTrace, type TraceMode } from './trace.ts';
import { Violation } from './violation.ts';
import type { Machine, SimulatedNode, World } from './world.ts';
import { createWriteAheadLog, type WriteAheadLog } from './write-ahead-log.ts';

export interface Scenario {
  readonly seed: number;
  readonly validators: number;
  readonly trace?: TraceMode;
  /** To plant a bug: what stands instead of the real machine, signer or log. */
  readonly machine?: Machine;
  readonly createSigner?: (book: SignatureBook) => Signer;
  readonly createLog?: () => WriteAheadLog;
}

export interface Outcome {
  readonly seed: number;
  /** What was violated, `null` when all held. */
  readonly violation: Violation | null;
  /** Heights every honest node reached. */
  readonly heights: number;
  readonly events: number;
  /** Virtual time from healing until the last honest node was two heights further. */
  readonly recoveryMs: number;
  /** Highest round of a decision. */
  readonly rounds: number;
  readonly traceHash: string;
  readonly trace: readonly string[];
  readonly summary: string;
}

export const realMachine: Machine = { createConsensus, step, roundState, missingFor };

/** Shorter than in production; what matters is how they compare with the delays. */
const timeouts: Timeouts = {
  proposeMs: 600,
  prevoteMs: 300,
  precommitMs: 300,
  growthMs: 200,
  maxMs: 3000,
};

/** Heights that every honest node must gain after healing, and the virtual time it may take. */
export const recoveryHeights = 2;
export const recoveryMaxMs = 30_000;

/** A run with more events than this is in a loop that time does not leave. */
const eventsMax = 2_000_000;

export function runScenario(scenario: Scenario): Outcome {
  const random = createRandom(scenario.seed);
  const scheduler = createScheduler();
  const trace = createTrace(scenario.trace ?? 'off');
  const validators = chooseValidators(random, scenario.validators);
  const liars = chooseLiars(random, validators);
  let faults = chooseFaults(random);
  const healAtMs = random.between(5_000, 40_000);
  const summary = describeRun(validators, liars, faults, healAtMs);

  const blocks = createBlockRegistry();
  const isHonest = (index: number) => !liars.has(index);
  const invariants = createInvariants({
    validators,
    isHonest: (address) => isHonest(validators.indexOf.get(address) ?? -1),
    blocks,
  });
  const nodes: SimulatedNode[] = [];
  const network = createNetwork({
    count: scenario.validators,
    random,
    scheduler,
    trace,
    faults: () => faults,
    deliver: (from, to, message) => nodes[to]?.deliver(from, message),
  });
  const world: World = {
    machine: scenario.machine ?? realMachine,
    timeouts,
    validators,
    random,
    scheduler,
    trace,
    book: createSignatureBook(invariants.onSigned),
    blocks,
    invariants,
    createSigner: scenario.createSigner ?? createSigner,
    createLog: scenario.createLog ?? createWriteAheadLog,
    faults: () => faults,
    send: network.send,
    isTimely: () => !random.chance(faults.untimely),
  };
  for (let index = 0; index < scenario.validators; index++) {
    const vices = liars.get(index);
    const speaker =
      vices === undefined
        ? createHonestSpeaker(world)
        : createByzantineSpeaker(world, index, vices);
    nodes.push(createNode(world, index, speaker));
  }
  const honest = nodes.filter((_, index) => isHonest(index));
  const lowest = () => Math.min(...honest.map(({ chain }) => chain.length));
  const highest = () => Math.max(...honest.map(({ chain }) => chain.length));

  let goal = Number.POSITIVE_INFINITY;
  for (const node of nodes) scheduler.after(random.below(500), node.start);
  if (faults.partitionMaxMs > 0) network.startPartitions();
  scheduler.after(healAtMs, () => {
    faults = noFaults;
    network.heal();
    goal = highest() + recoveryHeights;
    if (trace.enabled) {
      trace.add({ atMs: scheduler.now(), node: -1, event: 'heal', detail: `goal ${goal}` });
    }
  });

  let events = 0;
  let violation: Violation | null = null;
  try {
    while (lowest() < goal) {
      if (scheduler.now() > healAtMs + recoveryMaxMs) {
        const where = honest.map((node) => `${node.chain.length}/${node.round() ?? 'down'}`);
        throw new Violation('progress', `goal ${goal}, honest nodes at ${where.join(' ')}`);
      }
      if (!scheduler.advance() || ++events > eventsMax) {
        throw new Violation('progress', `${events} events, nothing gained`);
      }
    }
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error;
  }
  const decided = honest.flatMap(({ chain }) => chain.map(({ certificate }) => certificate.round));
  return {
    seed: scenario.seed,
    violation,
    heights: lowest(),
    events,
    recoveryMs: scheduler.now() - healAtMs,
    rounds: Math.max(0, ...decided),
    traceHash: trace.hash(),
    trace: trace.lines(),
    summary,
  };
}

function chooseValidators(random: Random, count: number): ValidatorSet {
  const isEqual = random.chance(0.5);
  const members = Array.from({ length: count }, (_, index) => ({
    scheme: 'ed25519' as const,
    publicKey: new Uint8Array(32).fill(index + 1),
    power: isEqual ? 1 : random.between(1, 10),
  }));
  const made = createValidatorSet(members);
  if (!made.ok) throw new RangeError(`${count} validators: ${made.problem}`);
  return made.set;
}

/** As many liars as the protocol bears, or fewer: together never more than a third of the power. */
function chooseLiars(random: Random, set: ValidatorSet): ReadonlyMap<number, Vices> {
  const liars = new Map<number, Vices>();
  if (random.chance(0.3)) return liars;
  let power = 0;
  for (let tries = 0; tries < 4; tries++) {
    const [index, validator] = random.pick<[number, Validator]>([...set.validators.entries()]);
    const next = power + validator.power;
    // A third exactly is too much: the rest must be a quorum.
    if (liars.has(index) || 3 * next >= set.totalPower || isSkipThreshold(set, next)) continue;
    power = next;
    liars.set(index, chooseVices(random));
    if (random.chance(0.5)) break;
  }
  return liars;
}

function describeRun(
  set: ValidatorSet,
  liars: ReadonlyMap<number, Vices>,
  faults: Faults,
  healAtMs: number,
): string {
  const powers = set.validators.map(({ power }) => power).join(' ');
  const vices = [...liars].map(([index, chosen]) => `n${index} ${switchedOn(chosen)}`);
  return [
    `powers ${powers}`,
    `liars: ${vices.join('; ') || 'none'}`,
    `faults: ${switchedOn(faults)}`,
    `healed after ${healAtMs} ms`,
  ].join('\n');
}

function switchedOn(switches: Vices | Faults): string {
  return Object.entries(switches)
    .filter(([, value]) => value !== false && value !== 0)
    .map(([name, value]) => (value === true ? name : `${name} ${value}`))
    .join(', ');
}
