/** One run: a seed chooses the network, its faults and its liars; then it heals and must continue. */

import { type Changes, courseOfChance, noChanges } from '../changes.ts';
import type { TraceMode } from '../trace.ts';
import { Violation } from '../violation.ts';
import { createCluster, type Plant } from './cluster.ts';
import { noFaults } from './faults.ts';
import { describePlan, makePlan, type Plan } from './plan.ts';

export interface Scenario {
  readonly seed: number;
  readonly validators: number;
  readonly changes?: Changes;
  readonly trace?: TraceMode;
  readonly plant?: Plant;
}

export interface Outcome {
  readonly seed: number;
  /** What was violated, `null` when all held. */
  readonly violation: Violation | null;
  /** Heights every honest node reached. */
  readonly heights: number;
  readonly events: number;
  readonly crashes: number;
  /** Safety violations of liars that honest nodes noticed. */
  readonly evidence: number;
  /** Virtual time from healing until the last honest node was two heights further. */
  readonly recoveryMs: number;
  /** The most rounds that a height took after healing. */
  readonly recoveryRounds: number;
  /** Highest round of a decision. */
  readonly rounds: number;
  readonly traceHash: string;
  readonly trace: readonly string[];
  readonly plan: Plan;
  readonly summary: string;
}

/** Heights that every honest node must gain after healing, and the virtual time it may take. */
export const recoveryHeights = 2;
const recoveryMaxMs = 30_000;

/** Rounds that a height may take after healing: those that had begun before don't count. */
const recoveryRoundsMax = 20;

/** A run with more events than this is in a loop that time does not leave. */
const eventsMax = 2_000_000;

export function runScenario(scenario: Scenario): Outcome {
  const changes = scenario.changes ?? noChanges;
  const plan = makePlan(scenario.seed, scenario.validators, changes);
  let faults = plan.faults;
  const cluster = createCluster({
    plan,
    chance: courseOfChance(scenario.seed, changes),
    faults: () => faults,
    trace: scenario.trace ?? 'off',
    plant: scenario.plant,
  });
  const { nodes, honest, scheduler, random, network, trace } = cluster;
  const lowest = () => Math.min(...honest.map(({ chain }) => chain.length));
  const highest = () => Math.max(...honest.map(({ chain }) => chain.length));

  let goal = Number.POSITIVE_INFINITY;
  /** Where the foremost node was when all was healed. */
  let healed = { height: Number.POSITIVE_INFINITY, round: 0 };
  for (const node of nodes) scheduler.after(random.below(500), node.start);
  if (faults.partitionMaxMs > 0) network.startPartitions();
  if (faults.powerCutMaxMs > 0) scheduler.after(random.below(faults.powerCutMaxMs), cutPower);
  scheduler.after(plan.healAtMs, () => {
    faults = noFaults;
    network.heal();
    const foremost = highest();
    const rounds = honest.flatMap(({ chain, round }) =>
      chain.length === foremost ? [round() ?? 0] : [],
    );
    healed = { height: foremost + 1, round: Math.max(...rounds) };
    goal = foremost + recoveryHeights;
    note('heal', `goal ${goal}`);
  });

  function cutPower(): void {
    if (faults.powerCutMaxMs === 0) return;
    const hit = random.pick([0.5, 1]);
    note('power cut', hit === 1 ? 'everywhere' : 'here and there');
    for (const node of nodes) if (random.chance(hit)) node.crash();
    scheduler.after(random.between(10, faults.powerCutMaxMs), cutPower);
  }

  function note(event: string, detail: string): void {
    if (trace.enabled) trace.add({ atMs: scheduler.now(), node: -1, event, detail });
  }

  /** Rounds that the slowest height took since all was healed. */
  function recoveryRounds(): number {
    const taken = honest.flatMap(({ chain }) =>
      chain.slice(healed.height - 1).map(({ height, certificate }) => {
        const before = height === BigInt(healed.height) ? healed.round : 0;
        return Math.max(0, certificate.round - before) + 1;
      }),
    );
    return Math.max(0, ...taken);
  }

  let events = 0;
  let violation: Violation | null = null;
  try {
    while (goal === Number.POSITIVE_INFINITY || lowest() < goal) {
      if (scheduler.now() > plan.healAtMs + recoveryMaxMs) {
        const where = honest.map((node) => `${node.chain.length}/${node.round() ?? 'down'}`);
        throw new Violation('progress', `goal ${goal}, honest nodes at ${where.join(' ')}`);
      }
      if (!scheduler.advance() || ++events > eventsMax) {
        throw new Violation('progress', `${events} events, nothing gained`);
      }
    }
    if (recoveryRounds() > recoveryRoundsMax) {
      throw new Violation('progress', `a height took ${recoveryRounds()} rounds after healing`);
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
    crashes: nodes.reduce((sum, node) => sum + node.crashes(), 0),
    evidence: cluster.evidence(),
    recoveryMs: scheduler.now() - plan.healAtMs,
    recoveryRounds: recoveryRounds(),
    rounds: Math.max(0, ...decided),
    traceHash: trace.hash(),
    trace: trace.lines(),
    plan,
    summary: describePlan(plan),
  };
}
