/** What a seed's run of engines is like: powers, faults and liars. */
import { createValidatorSet, type ValidatorSet } from '@trellis/protocol';
import { isBearable } from '../consensus/plan.ts';
import type { Random } from '../random.ts';

export interface EngineFaults {
  readonly loss: number;
  readonly duplication: number;
  /** Every message takes between 1 and this many milliseconds; what is sent later may come earlier. */
  readonly delayMaxMs: number;
  /** Probability of a message that takes ten times as long. */
  readonly straggling: number;
  /** Longest time the network stays cut, or whole, before that changes; 0 for never cut. */
  readonly partitionMaxMs: number;
  /** Probability of a crash at each boundary between two effects of an engine. */
  readonly crash: number;
  /** Longest time between power cuts that stop some or all nodes at once; 0 for none. */
  readonly powerCutMaxMs: number;
  readonly downMaxMs: number;
  readonly diskMaxMs: number;
  /** Clocks are off by up to so much. */
  readonly clockSkewMaxMs: number;
  /** Timers run up to this share too fast or too slow. */
  readonly clockDriftMax: number;
}

export const noEngineFaults: EngineFaults = {
  loss: 0,
  duplication: 0,
  delayMaxMs: 20,
  straggling: 0,
  partitionMaxMs: 0,
  crash: 0,
  powerCutMaxMs: 0,
  downMaxMs: 1,
  diskMaxMs: 2,
  clockSkewMaxMs: 0,
  clockDriftMax: 0,
};

/** How an engine's owner lies: what it does to what the engine says, or to what it remembers. */
const engineVices = [
  'mute',
  'selection',
  'double votes',
  'double proposals',
  'garbage',
  'bad signatures',
  'amnesia',
  'twin',
] as const;
export type EngineVice = (typeof engineVices)[number];

export interface EnginePlan {
  readonly powers: readonly number[];
  /** By the place in the genesis. */
  readonly liars: ReadonlyMap<number, EngineVice>;
  readonly faults: EngineFaults;
  readonly healAtMs: number;
}

export function makeEnginePlan(random: Random, count: number): EnginePlan {
  const isEqual = random.chance(0.6);
  const powers = Array.from({ length: count }, () => (isEqual ? 1 : random.between(1, 5)));
  return {
    powers,
    liars: chooseLiars(random, powers),
    faults: chooseEngineFaults(random),
    healAtMs: random.between(3_000, 12_000),
  };
}

export function describeEnginePlan({ powers, liars, faults, healAtMs }: EnginePlan): string {
  const lies = [...liars].map(([index, vice]) => `n${index} ${vice}`);
  const names = Object.entries(faults).map(([name, value]) => `${name} ${value}`);
  return [
    `powers ${powers.join(' ')}`,
    `liars: ${lies.join('; ') || 'none'}`,
    `faults: ${names.join(', ')}`,
    `healed after ${healAtMs} ms`,
  ].join('\n');
}

function chooseEngineFaults(random: Random): EngineFaults {
  const maybe = (value: () => number) => (random.chance(0.5) ? value() : 0);
  return {
    loss: maybe(() => random.between(1, 30) / 100),
    duplication: maybe(() => random.between(1, 10) / 100),
    delayMaxMs: random.pick([10, 50, 200, 1000]),
    straggling: maybe(() => 0.03),
    partitionMaxMs: maybe(() => random.pick([500, 4000])),
    crash: maybe(() => random.pick([0.0003, 0.001, 0.003])),
    powerCutMaxMs: maybe(() => random.pick([1500, 5000])),
    downMaxMs: random.pick([100, 2000]),
    diskMaxMs: random.pick([2, 2, 20, 200]),
    clockSkewMaxMs: maybe(() => random.pick([100, 1500])),
    clockDriftMax: maybe(() => random.pick([0.01, 0.2])),
  };
}

function chooseLiars(random: Random, powers: readonly number[]): ReadonlyMap<number, EngineVice> {
  const liars = new Map<number, EngineVice>();
  if (random.chance(0.3)) return liars;
  const set = setOf(powers);
  let power = 0;
  for (let tries = 0; tries < powers.length; tries++) {
    const index = random.below(powers.length);
    const next = power + (powers[index] ?? 0);
    if (liars.has(index) || !isBearable(set, next)) continue;
    power = next;
    liars.set(index, random.pick(engineVices));
  }
  return liars;
}

function setOf(powers: readonly number[]): ValidatorSet {
  const made = createValidatorSet(
    powers.map((power, index) => ({
      scheme: 'ed25519' as const,
      publicKey: new Uint8Array(32).fill(index + 1),
      power,
    })),
  );
  if (!made.ok) throw new RangeError(`powers ${powers.join(' ')}: ${made.problem}`);
  return made.set;
}
