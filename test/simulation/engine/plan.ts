/** What a seed's run of engines is like: nodes, powers, faults, liars, and what is asked of the network. */
import { type Changes, differing, keep, noChanges } from '../changes.ts';
import { isBearable } from '../consensus/plan.ts';
import { createRandom, type Random } from '../random.ts';

export interface EngineFaults {
  readonly loss: number;
  readonly duplication: number;
  /** Every message takes between 1 and this many milliseconds; what is sent later may come earlier. */
  readonly delayMaxMs: number;
  /** Probability of a message that takes ten times as long. */
  readonly straggling: number;
  /** Longest time the network stays cut, or whole, before that changes; 0 for never cut. */
  readonly partitionMaxMs: number;
  /** A cut comes and goes at this interval while it lasts; 0 for one that stays. */
  readonly flapMs: number;
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
  flapMs: 0,
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
  'false answers',
  'amnesia',
  'twin',
] as const;
export type EngineVice = (typeof engineVices)[number];

/** What the network may be made to vote on while it runs. */
const votedChanges = [
  'addValidator',
  'removeValidator',
  'setPower',
  'rotateValidatorKey',
  'addNode',
  'removeNode',
] as const;
export type VotedChange = (typeof votedChanges)[number];

/** What is put back of an older copy of a node's disk. */
const copiedParts = ['all', 'all', 'lastSigned', 'log', 'database'] as const;

export interface OldCopy {
  readonly node: number;
  readonly copiedAtMs: number;
  readonly restoredAtMs: number;
  readonly part: (typeof copiedParts)[number];
}

const minuteMs = 60_000;

/** What becomes of clocks: by how much, and over how long; a suspended machine misses the time altogether. */
const clockChanges = [
  { name: 'set back', byMs: -10 * minuteMs, overMs: 0 },
  { name: 'set back', byMs: -50 * minuteMs, overMs: 0 },
  { name: 'set forward', byMs: 10 * minuteMs, overMs: 0 },
  { name: 'summer time taken for universal time', byMs: 60 * minuteMs, overMs: 0 },
  { name: 'leap second', byMs: -1_000, overMs: 0 },
  { name: 'leap second smeared', byMs: -1_000, overMs: 3_000 },
  { name: 'slewed back', byMs: -minuteMs, overMs: 5_000 },
  { name: 'slewed forward', byMs: minuteMs, overMs: 5_000 },
  { name: 'suspended', byMs: 10 * minuteMs, overMs: 0 },
] as const;

export interface ClockChange {
  readonly kind: (typeof clockChanges)[number];
  readonly node: number | 'all';
  readonly atMs: number;
}

export interface EnginePlan {
  /** Power in the genesis by index of the node. */
  readonly powers: ReadonlyMap<number, number>;
  readonly liars: ReadonlyMap<number, EngineVice>;
  /** A node that follows and can't vote. */
  readonly hasObserver: boolean;
  /** When a node joins that begins with a snapshot, and may come to vote; `null` for never. */
  readonly joinAtMs: number | null;
  readonly votedChanges: readonly VotedChange[];
  /** Which node loses its whole disk and when; `null` for none. Nothing else goes wrong in such a run. */
  readonly diskLoss: { readonly node: number; readonly atMs: number } | null;
  /** Nodes whose disk is put back from a copy; one at a time or two at once. Nothing crashes in such a run. */
  readonly oldCopies: readonly OldCopy[];
  /** A change of clocks that stays, of one node or of all; `null` for none. */
  readonly clockChange: ClockChange | null;
  /** Accounts that pay. */
  readonly clients: readonly number[];
  readonly faults: EngineFaults;
  readonly healAtMs: number;
}

export const clientsMax = 4;

/** The seed's plan for so many validators, without what the changes leave out. */
export function makeEnginePlan(
  seed: number,
  count: number,
  changes: Changes = noChanges,
): EnginePlan {
  const random = createRandom(seed);
  const isEqual = random.chance(0.6);
  const powers = Array.from({ length: count }, () => (isEqual ? 1 : random.between(1, 5)));
  const liars = chooseLiars(random, powers);
  const faults = chooseEngineFaults(random);
  const healAtMs = random.between(3_000, 12_000);
  const hasObserver = random.chance(0.5);
  const joinAtMs = random.chance(0.4) ? random.between(1_500, healAtMs) : null;
  const mayChange = random.chance(0.6);
  const chosen = votedChanges.filter(() => mayChange && random.chance(0.6));

  const lost = random.below(count);
  // Without its vote the others must be a quorum, as it has to look on for a height.
  const losesDisk =
    liars.size === 0 && isBearable(powers[lost] ?? 0, sum(powers)) && random.chance(0.3);
  const lossAtMs = random.between(1_000, healAtMs);
  const mild = { ...noEngineFaults, delayMaxMs: random.pick([10, 50]) };

  const copies = losesDisk ? [] : chooseOldCopies(random, count, healAtMs);
  const isRestored = copies.length > 0;
  const gentle = isRestored ? { ...faults, crash: 0, powerCutMaxMs: 0 } : faults;

  const clockChange = chooseClockChange(random, count, healAtMs);

  const endMs = changes.healAtMs ?? healAtMs;
  const isLeft = (name: string) => !changes.without.includes(name);
  return {
    powers: new Map([...powers.entries()].filter(([index]) => isLeft(`validator${index}`))),
    liars: new Map(
      [...liars].filter(([index]) => isLeft(`n${index}`) && isLeft(`validator${index}`)),
    ),
    hasObserver: hasObserver && isLeft('observer'),
    joinAtMs: isLeft('joiner') && joinAtMs !== null ? Math.min(joinAtMs, endMs) : null,
    votedChanges: losesDisk || isRestored ? [] : chosen.filter(isLeft),
    diskLoss:
      losesDisk && isLeft('diskLoss') && isLeft(`validator${lost}`)
        ? { node: lost, atMs: Math.min(lossAtMs, endMs) }
        : null,
    oldCopies: copies.filter(
      ({ node }) => isLeft('oldCopies') && isLeft(`validator${node}`) && !liars.has(node),
    ),
    clockChange: isLeft('clockChange') ? clockChange : null,
    clients: Array.from({ length: clientsMax }, (_, client) => client).filter((client) =>
      isLeft(`client${client}`),
    ),
    faults: keep(losesDisk ? mild : gentle, noEngineFaults, isLeft),
    healAtMs: endMs,
  };
}

/** Names of everything that could be left out of a plan. */
export function namesOf(plan: EnginePlan): readonly string[] {
  return [
    ...plan.clients.map((client) => `client${client}`),
    ...(plan.hasObserver ? ['observer'] : []),
    ...(plan.joinAtMs === null ? [] : ['joiner']),
    ...plan.votedChanges,
    ...(plan.diskLoss === null ? [] : ['diskLoss']),
    ...(plan.oldCopies.length === 0 ? [] : ['oldCopies']),
    ...(plan.clockChange === null ? [] : ['clockChange']),
    ...[...plan.liars.keys()].map((index) => `n${index}`),
    ...[...plan.powers.keys()].map((index) => `validator${index}`),
    ...differing(plan.faults, noEngineFaults),
  ];
}

/** Whether the protocol promises anything for such a network. */
export function isFair({ powers, liars, diskLoss, oldCopies, clockChange }: EnginePlan): boolean {
  const restored = new Set<number | 'all'>(oldCopies.map(({ node }) => node));
  if (clockChange !== null) restored.add(clockChange.node);
  let [lying, total] = [0, 0];
  for (const [index, power] of powers) {
    total += power;
    if (liars.has(index) || restored.has(index) || diskLoss?.node === index) lying += power;
  }
  return isBearable(lying, total);
}

export function describeEnginePlan(plan: EnginePlan): string {
  const { powers, liars, hasObserver, joinAtMs, diskLoss, faults } = plan;
  const others = [
    ...(hasObserver ? ['one that observes'] : []),
    ...(joinAtMs === null ? [] : [`one that joins after ${joinAtMs} ms`]),
  ];
  const chosen = differing(faults, noEngineFaults).map((name) => `${name} ${faults[name]}`);
  return [
    `powers ${[...powers].map(([index, power]) => `n${index} ${power}`).join(', ')}`,
    `other nodes: ${others.join(', ') || 'none'}`,
    `liars: ${[...liars].map(([index, vice]) => `n${index} ${vice}`).join('; ') || 'none'}`,
    `voted on: ${plan.votedChanges.join(', ') || 'nothing'}`,
    `clients that pay: ${plan.clients.length}`,
    `faults: ${chosen.join(', ') || 'none'}`,
    ...(diskLoss === null ? [] : [`n${diskLoss.node} loses its disk after ${diskLoss.atMs} ms`]),
    ...plan.oldCopies.map(
      ({ node, copiedAtMs, restoredAtMs, part }) =>
        `n${node} is put back (${part}) after ${restoredAtMs} ms to a copy made after ${copiedAtMs} ms`,
    ),
    ...(plan.clockChange === null
      ? []
      : [
          `clock of ${plan.clockChange.node === 'all' ? 'all' : `n${plan.clockChange.node}`} ${plan.clockChange.kind.name} by ${plan.clockChange.kind.byMs} ms after ${plan.clockChange.atMs} ms`,
        ]),
    `healed after ${plan.healAtMs} ms`,
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
    flapMs: random.chance(0.25) ? random.pick([50, 300]) : 0,
    crash: maybe(() => random.pick([0.0003, 0.001, 0.003])),
    powerCutMaxMs: maybe(() => random.pick([1500, 5000])),
    downMaxMs: random.pick([100, 2000]),
    diskMaxMs: random.pick([2, 2, 20, 200]),
    clockSkewMaxMs: maybe(() => random.pick([100, 1500])),
    clockDriftMax: maybe(() => random.pick([0.01, 0.2])),
  };
}

/** Of one node, or of two at about the same time, from 50 ms old to as old as the run. */
function chooseOldCopies(random: Random, count: number, healAtMs: number): readonly OldCopy[] {
  if (!random.chance(0.35)) return [];
  const first = random.below(count);
  const nodes = random.chance(0.6)
    ? [first]
    : [first, (first + 1 + random.below(count - 1)) % count];
  const restoredAtMs = random.between(1_000, healAtMs);
  return nodes.map((node) => {
    const ageMs = random.chance(0.5) ? random.between(50, 500) : random.below(restoredAtMs);
    return {
      node,
      copiedAtMs: Math.max(0, restoredAtMs - ageMs),
      restoredAtMs: restoredAtMs + random.below(100),
      part: random.pick(copiedParts),
    };
  });
}

/** Of all at once mostly: the clock of a single node is off in other runs as well. */
function chooseClockChange(random: Random, count: number, healAtMs: number): ClockChange | null {
  if (!random.chance(0.4)) return null;
  return {
    kind: random.pick(clockChanges),
    node: random.chance(0.75) ? 'all' : random.below(count),
    atMs: random.below(healAtMs),
  };
}

function chooseLiars(random: Random, powers: readonly number[]): ReadonlyMap<number, EngineVice> {
  const liars = new Map<number, EngineVice>();
  if (random.chance(0.3)) return liars;
  const total = sum(powers);
  let lying = 0;
  for (let tries = 0; tries < powers.length; tries++) {
    const index = random.below(powers.length);
    const next = lying + (powers[index] ?? 0);
    if (liars.has(index) || !isBearable(next, total)) continue;
    lying = next;
    liars.set(index, random.pick(engineVices));
  }
  return liars;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
