/** What a seed's run is like: its powers, faults and liars, as plain data that can be made simpler. */
import { createValidatorSet, type Validator, type ValidatorSet } from '@trellis/protocol';
import { type Changes, differing, keep, noChanges } from '../changes.ts';
import { createRandom, type Random } from '../random.ts';
import { chooseVices, noVices, type Vices } from './byzantine.ts';
import { chooseFaults, type Faults, noFaults } from './faults.ts';

export interface Plan {
  readonly validators: ValidatorSet;
  /** Who lies and how, by index in the set. Together they have less than a third of the power. */
  readonly liars: ReadonlyMap<number, Vices>;
  readonly faults: Faults;
  /** When every fault ends. */
  readonly healAtMs: number;
}

export function makePlan(seed: number, count: number, changes: Changes = noChanges): Plan {
  const random = createRandom(seed);
  const validators = chooseValidators(random, count);
  const liars = chooseLiars(random, validators);
  const faults = chooseFaults(random);
  const healAtMs = random.between(5_000, 30_000);
  const left = (name: string) => !changes.without.includes(name);
  return {
    validators,
    faults: keep(faults, noFaults, left),
    liars: new Map(
      [...liars].flatMap(([index, vices]) =>
        left(`n${index}`)
          ? [[index, keep(vices, noVices, (name) => left(`n${index}.${name}`))] as const]
          : [],
      ),
    ),
    healAtMs: changes.healAtMs ?? healAtMs,
  };
}

/** Names of everything that could be left out of a plan: `loss`, `n2` (is honest), `n2.doubleVotes`. */
export function namesOf({ faults, liars }: Plan): readonly string[] {
  const names = [...liars].flatMap(([index, vices]) => [
    `n${index}`,
    ...differing(vices, noVices).map((name) => `n${index}.${name}`),
  ]);
  return [...names, ...differing(faults, noFaults)];
}

export function describePlan({ validators, liars, faults, healAtMs }: Plan): string {
  const powers = validators.validators.map(({ power }) => power).join(' ');
  const vices = [...liars].map(
    ([index, chosen]) => `n${index} ${differing(chosen, noVices).join(', ') || 'nothing'}`,
  );
  const chosen = differing(faults, noFaults).map((name) => `${name} ${faults[name]}`);
  return [
    `powers ${powers}`,
    `liars: ${vices.join('; ') || 'none'}`,
    `faults: ${chosen.join(', ') || 'none'}`,
    `healed after ${healAtMs} ms`,
  ].join('\n');
}

function chooseValidators(random: Random, count: number): ValidatorSet {
  const kind = random.pick(['equal', 'equal', 'any', 'heavy'] as const);
  const members = Array.from({ length: count }, (_, index) => ({
    scheme: 'ed25519' as const,
    publicKey: new Uint8Array(32).fill(index + 1),
    power: { equal: 1, any: random.between(1, 10), heavy: index % 3 === 0 ? 9 : 1 }[kind],
  }));
  const made = createValidatorSet(members);
  if (!made.ok) throw new RangeError(`${count} validators: ${made.problem}`);
  return made.set;
}

/** As many liars as the protocol bears, or fewer. */
function chooseLiars(random: Random, set: ValidatorSet): ReadonlyMap<number, Vices> {
  const liars = new Map<number, Vices>();
  if (random.chance(0.3)) return liars;
  let power = 0;
  for (let tries = 0; tries < set.validators.length; tries++) {
    const [index, validator] = random.pick<[number, Validator]>([...set.validators.entries()]);
    const next = power + validator.power;
    if (liars.has(index) || !isBearable(next, set.totalPower)) continue;
    power = next;
    liars.set(index, chooseVices(random));
    if (random.chance(0.3)) break;
  }
  return liars;
}

/** Whether so much of the power may lie. A third exactly is too much: the rest must be a quorum. */
export function isBearable(lying: number, total: number): boolean {
  return 3 * lying < total;
}
