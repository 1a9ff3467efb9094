/** The validators of a height: who votes with what power, what a quorum is, and who proposes when. */
import { type Address, keyAddress, type SchemeName } from '@trellis/crypto';
import type { Height, Round } from './height.ts';
import { limits } from './limits.ts';

/** A voter. `power` is a whole number from 1 to `limits.validatorPowerMax`. */
export interface Validator {
  readonly address: Address;
  readonly scheme: SchemeName;
  readonly publicKey: Uint8Array;
  readonly power: number;
}

/** Validators ordered by address, with what follows from them. Made by `createValidatorSet` only. */
export interface ValidatorSet {
  readonly validators: readonly Validator[];
  readonly totalPower: number;
  /** Index of each validator's position, by address. */
  readonly indexOf: ReadonlyMap<Address, number>;
  /** One cycle of the weighted round robin, as indexes into `validators`. */
  readonly schedule: readonly number[];
}

/** Why a list of validators is not a set. */
export type ValidatorSetProblem =
  | 'no_validators'
  | 'too_many_validators'
  | 'power_out_of_range'
  | 'duplicate_validator';

/** Builds the set of these keys and powers, or says why it can't be one. */
export function createValidatorSet(
  members: readonly Omit<Validator, 'address'>[],
): { ok: true; set: ValidatorSet } | { ok: false; problem: ValidatorSetProblem } {
  if (members.length === 0) return { ok: false, problem: 'no_validators' };
  if (members.length > limits.validatorsMax) return { ok: false, problem: 'too_many_validators' };
  for (const { power } of members) {
    if (!Number.isInteger(power) || power < 1 || power > limits.validatorPowerMax) {
      return { ok: false, problem: 'power_out_of_range' };
    }
  }
  const validators = members
    .map(({ scheme, publicKey, power }) => ({
      address: keyAddress(scheme, publicKey),
      scheme,
      publicKey,
      power,
    }))
    .sort((a, b) => (a.address < b.address ? -1 : 1));
  const indexOf = new Map(validators.map(({ address }, index) => [address, index]));
  if (indexOf.size < validators.length) return { ok: false, problem: 'duplicate_validator' };
  const totalPower = validators.reduce((sum, { power }) => sum + power, 0);
  return {
    ok: true,
    set: { validators, totalPower, indexOf, schedule: proposerCycle(validators) },
  };
}

/** The validator with this address, or `undefined` if it is not in the set. */
export function findValidator(set: ValidatorSet, address: Address): Validator | undefined {
  const index = set.indexOf.get(address);
  return index === undefined ? undefined : set.validators[index];
}

/** Whether this power is a quorum: strictly more than two thirds (arXiv 1807.04938, "2f + 1"). */
export function isQuorum({ totalPower }: Pick<ValidatorSet, 'totalPower'>, power: number): boolean {
  return 3 * power > 2 * totalPower;
}

/** Whether this power holds at least one honest validator: strictly more than a third ("f + 1"). */
export function isSkipThreshold(set: ValidatorSet, power: number): boolean {
  return 3 * power > set.totalPower;
}

/**
 * The proposer of a round (arXiv 1807.04938, `proposer(h, r)`). The cycle advances with the height as
 * well as the round, so that one absent validator does not open every height with a lost round.
 */
export function proposerAt(set: ValidatorSet, height: Height, round: Round): Validator {
  const position = Number((height + BigInt(round)) % BigInt(set.schedule.length));
  const validator = set.validators[set.schedule[position] ?? -1];
  if (validator === undefined) throw new Error('a validator set has a proposer for every round');
  return validator;
}

/**
 * One cycle of smooth weighted round robin: each turn every validator gains its power, the highest
 * one proposes and pays the total. In one cycle each proposes exactly its share, spread evenly
 * (CometBFT spec/consensus/proposer-selection.md, requirements R1 and R2).
 */
function proposerCycle(validators: readonly { readonly power: number }[]): number[] {
  const divisor = validators.reduce((gcd, { power }) => greatestCommonDivisor(gcd, power), 0);
  const powers = validators.map(({ power }) => power / divisor);
  const total = powers.reduce((sum, power) => sum + power, 0);
  const priorities = powers.map(() => 0);
  return Array.from({ length: total }, () => {
    let chosen = 0;
    for (const [index, power] of powers.entries()) {
      const priority = (priorities[index] ?? 0) + power;
      priorities[index] = priority;
      if (priority > (priorities[chosen] ?? 0)) chosen = index;
    }
    priorities[chosen] = (priorities[chosen] ?? 0) - total;
    return chosen;
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
