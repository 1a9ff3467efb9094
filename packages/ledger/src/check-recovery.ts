/** Whether the recovery of a chain is by those who may decide it, as the state after the newest final block has it. */
import { type Address, schemes } from '@trellis/crypto';
import {
  type ChainRecovery,
  type Height,
  isAdmitted,
  isQuorum,
  membersAt,
  nextHeight,
  type Policy,
  type RecoveryPlan,
  signedFor,
  stateKey,
  toHeight,
  type ValidatorMember,
  validatorAddress,
} from '@trellis/protocol';
import { policyAt } from './state/accounts.ts';
import { parametersOf, validatorSchedule } from './state/registry.ts';
import type { State } from './state/state.ts';

/** The newest height that a statement in the plan says to be final: the state after it says whose word counts. */
export function lastFinalHeight({ lastValidators }: RecoveryPlan): Height {
  const heights = lastValidators.map(({ words }) => words?.head.height ?? toHeight(0n));
  return heights.reduce((most, one) => (one > most ? one : most), toHeight(0n));
}

/** An operator of last validators, with their power together. */
export interface Consent {
  readonly operator: Address;
  readonly nodes: readonly string[];
  readonly power: number;
  /** Whether its account's policy is met by the keys that signed. */
  readonly hasSigned: boolean;
}

/** Who has to sign, and who has; of signatures that were verified. */
export function recoveryConsent(state: State, recovery: ChainRecovery): readonly Consent[] {
  const height = nextHeight(lastFinalHeight(recovery.plan));
  const consents = new Map<Address, Consent>();
  for (const { validator } of recovery.plan.lastValidators) {
    const { operator, node, power } = validator;
    const known = consents.get(operator);
    const account = state.get(stateKey.account(operator));
    const hasSigned =
      account !== undefined && isMet(policyAt(account, height), signedFor(recovery, operator));
    consents.set(operator, {
      ...{ operator, hasSigned },
      nodes: [...(known?.nodes ?? []), node],
      power: (known?.power ?? 0) + power,
    });
  }
  return [...consents.values()];
}

/** Whether operators of more than two thirds of the last validators' power have signed. */
export function isConsented(consents: readonly Consent[]): boolean {
  const sum = (some: readonly Consent[]): number => some.reduce((all, { power }) => all + power, 0);
  const signed = sum(consents.filter(({ hasSigned }) => hasSigned));
  return isQuorum({ totalPower: sum(consents) }, signed);
}

/**
 * What the state after the newest final block has against a plan, as a sentence; or nothing. The form of the plan and
 * its signatures were checked before.
 */
export function recoveryPlanProblem(state: State, plan: RecoveryPlan): string | undefined {
  const height = nextHeight(lastFinalHeight(plan));
  const members = membersAt(validatorSchedule(state), height);
  const isSame =
    members.length === plan.lastValidators.length &&
    members.every((one, index) => isSameMember(one, plan.lastValidators[index]?.validator));
  if (!isSame) return `its last validators are not those of block ${height}`;
  const allowed = parametersOf(state).validatorSchemes.map(({ scheme }) => scheme);
  for (const { node: name, scheme, publicKey, operator } of plan.validators) {
    const node = state.get(stateKey.node(name));
    if (node === undefined || !isAdmitted(node, height)) return `${name} is no node of the chain`;
    if (node.operator !== operator) return `the operator of ${name} is another one`;
    if (!allowed.includes(scheme) || publicKey.length !== schemes[scheme].publicKeyBytes) {
      return `the key of ${name} is of no scheme that validators of this chain may use`;
    }
  }
  return undefined;
}

function isSameMember(one: ValidatorMember, other: ValidatorMember | undefined): boolean {
  return (
    other !== undefined &&
    one.node === other.node &&
    one.operator === other.operator &&
    one.power === other.power &&
    validatorAddress(one) === validatorAddress(other)
  );
}

function isMet(
  { threshold, postQuantumWeight, keys }: Policy,
  signed: ReadonlySet<Address>,
): boolean {
  const signing = keys.filter(({ address }) => signed.has(address));
  const weightOf = (some: Policy['keys']): number =>
    some.reduce((sum, { weight }) => sum + weight, 0);
  const postQuantum = signing.filter(({ scheme }) => schemes[scheme].postQuantum);
  return weightOf(signing) >= threshold && weightOf(postQuantum) >= postQuantumWeight;
}
