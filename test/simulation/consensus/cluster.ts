/** The nodes of a run with everything between and around them. */
import { createConsensus, missingFor, roundState, step, type Timeouts } from '@trellis/consensus';
import { createRandom, type Random } from '../random.ts';
import { createScheduler, type Scheduler } from '../scheduler.ts';
import { createTrace, type Trace, type TraceMode } from '../trace.ts';
import { createBlockRegistry } from './blocks.ts';
import { createByzantineSpeaker } from './byzantine.ts';
import type { Faults } from './faults.ts';
import { withoutLock } from './forgetful.ts';
import { createHonestSpeaker } from './honest.ts';
import { createInvariants, isCertified } from './invariants.ts';
import type { Message } from './message.ts';
import { createNetwork, type Network } from './network.ts';
import { createNode } from './node.ts';
import type { Plan } from './plan.ts';
import { createSignatureBook, type SignatureBook } from './signature-book.ts';
import { createSigner, type Signer } from './signer.ts';
import type { Machine, SimulatedNode, World } from './world.ts';
import { createWriteAheadLog, type WriteAheadLog } from './write-ahead-log.ts';

/** What stands instead of the real machine, signer or log, to see whether it is found out. */
export interface Plant {
  readonly machine?: Machine;
  readonly createSigner?: (book: SignatureBook) => Signer;
  readonly createLog?: () => WriteAheadLog;
  readonly believes?: World['believes'];
}

export interface Cluster {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly network: Network;
  readonly nodes: readonly SimulatedNode[];
  readonly honest: readonly SimulatedNode[];
  /** Pairs of contradicting messages that honest nodes found. */
  evidence(): number;
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

export function createCluster(options: {
  readonly plan: Plan;
  readonly chance: number;
  readonly faults: () => Faults;
  readonly trace: TraceMode;
  readonly plant?: Plant | undefined;
  readonly isBlocked?: (from: number, to: number, message: Message) => boolean;
}): Cluster {
  const { plan, faults, plant = {} } = options;
  const { validators, liars } = plan;
  const random = createRandom(options.chance);
  const scheduler = createScheduler();
  const trace = createTrace(options.trace);
  const blocks = createBlockRegistry();
  // A twin is one more instance with the key of its validator.
  const twins = [...liars].flatMap(([index, vices]) => (vices.twin ? [index] : []));
  const keys = [...validators.validators.keys(), ...twins];
  const offsets = keys.map(() => random.between(-100, 100) / 100);
  const drifts = keys.map(() => random.between(-100, 100) / 100);

  const addressOf = (instance: number) => {
    const validator = validators.validators[keys[instance] ?? -1];
    if (validator === undefined) throw new RangeError(`no instance ${instance}`);
    return validator.address;
  };
  const honestKeys = new Set(
    validators.validators.flatMap(({ address }, index) => (liars.has(index) ? [] : [address])),
  );
  const invariants = createInvariants({
    validators,
    isHonest: (address) => honestKeys.has(address),
    blocks,
  });
  let evidence = 0;
  const nodes: SimulatedNode[] = [];
  const network = createNetwork({
    count: keys.length,
    validators,
    random,
    scheduler,
    trace,
    faults,
    deliver: (from, to, message) => nodes[to]?.deliver(from, message),
    ...(options.isBlocked === undefined ? {} : { isBlocked: options.isBlocked }),
  });
  const book = createSignatureBook(invariants.onSigned);
  const world: World = {
    machine: plant.machine ?? realMachine,
    timeouts,
    validators,
    instances: keys.length,
    addressOf,
    random,
    scheduler,
    trace,
    book,
    blocks,
    invariants: {
      ...invariants,
      onEvidence(first, second) {
        evidence++;
        invariants.onEvidence(first, second);
      },
    },
    createSigner: plant.createSigner ?? createSigner,
    createLog: plant.createLog ?? createWriteAheadLog,
    believes: plant.believes ?? ((certificate) => isCertified(certificate, validators, book)),
    faults,
    isHealed: () => scheduler.now() >= plan.healAtMs,
    send: network.send,
    clock: (node) => scheduler.now() + Math.round((offsets[node] ?? 0) * faults().clockSkewMaxMs),
    timer: (node, durationMs) => durationMs * (1 + (drifts[node] ?? 0) * faults().clockDriftMax),
  };
  for (const [instance, index] of keys.entries()) {
    const vices = liars.get(index);
    const isCorrect = vices === undefined || vices.twin;
    const speaker = isCorrect
      ? createHonestSpeaker(world, instance)
      : createByzantineSpeaker(world, instance, vices);
    const machine = vices?.amnesia === true ? withoutLock(world.machine) : world.machine;
    nodes.push(createNode(world, instance, speaker, machine));
  }
  return {
    random,
    scheduler,
    trace,
    network,
    nodes,
    honest: nodes.filter((_, instance) => !liars.has(keys[instance] ?? -1)),
    evidence: () => evidence,
  };
}
