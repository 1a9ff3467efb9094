/** Actions on the validator set. They act on the newest scheduled set and take effect two blocks later. */

import { schemes } from '@trellis/crypto';
import {
  createValidatorSet,
  type GovernanceActionOf,
  type Height,
  isAdmitted,
  membersAt,
  nextHeight,
  type Status,
  stateKey,
  type ValidatorMember,
  validatorAddress,
} from '@trellis/protocol';
import type { TransactionContext } from '../state/block-context.ts';
import { parametersOf, validatorSchedule } from '../state/registry.ts';
import type { Overlay } from '../state/state.ts';
import { changeValidatorHistory } from '../state/validator-history.ts';

/** Their rules. */
export const validatorChanges = { addValidator, removeValidator, setPower, rotateValidatorKey };

type KeyOf = Pick<ValidatorMember, 'scheme' | 'publicKey'>;

function addValidator(
  state: Overlay,
  { node: name, scheme, publicKey, power }: GovernanceActionOf<'addValidator'>,
  context: TransactionContext,
): Status {
  const node = state.get(stateKey.node(name));
  // One that is removed may connect for a block more, and not any longer when it would begin to vote.
  const firstVote = nextHeight(nextHeight(context.height));
  if (node === undefined || !isAdmitted(node, firstVote)) return 'unknown_node';
  const members = scheduledMembers(state);
  if (members.some((member) => member.node === name)) return 'validator_exists';
  const problem = keyProblem(state, members, { scheme, publicKey });
  if (problem !== undefined) return problem;
  const added = { node: name, operator: node.operator, scheme, publicKey, power };
  return schedule(state, context, [...members, added]);
}

export function removeValidator(
  state: Overlay,
  { node }: GovernanceActionOf<'removeValidator'>,
  context: TransactionContext,
): Status {
  const members = scheduledMembers(state);
  const remaining = members.filter((member) => member.node !== node);
  if (remaining.length === members.length) return 'unknown_validator';
  if (remaining.length === 0) return 'last_validator';
  return schedule(state, context, remaining);
}

function setPower(
  state: Overlay,
  { node, power }: GovernanceActionOf<'setPower'>,
  context: TransactionContext,
): Status {
  return replaceMember(state, context, node, (member) => ({ ...member, power }));
}

function rotateValidatorKey(
  state: Overlay,
  { node, scheme, publicKey }: GovernanceActionOf<'rotateValidatorKey'>,
  context: TransactionContext,
): Status {
  const problem = keyProblem(state, scheduledMembers(state), { scheme, publicKey });
  if (problem !== undefined) return problem;
  return replaceMember(state, context, node, (member) => ({ ...member, scheme, publicKey }));
}

/** Gives the node's vote on proposals to another account, together with its place in the set. */
export function setValidatorOperator(
  state: Overlay,
  { node, operator }: GovernanceActionOf<'setOperator'>,
  context: TransactionContext,
): Status {
  const status = replaceMember(state, context, node, (member) => ({ ...member, operator }));
  return status === 'unknown_validator' ? 'success' : status;
}

/** The validators of the latest height that anything is scheduled for. */
export function scheduledMembers(state: Overlay): readonly ValidatorMember[] {
  return validatorSchedule(state).sets.at(-1)?.members ?? [];
}

function replaceMember(
  state: Overlay,
  context: TransactionContext,
  node: string,
  change: (member: ValidatorMember) => ValidatorMember,
): Status {
  const members = scheduledMembers(state);
  if (!members.some((member) => member.node === node)) return 'unknown_validator';
  return schedule(
    state,
    context,
    members.map((member) => (member.node === node ? change(member) : member)),
  );
}

function keyProblem(
  state: Overlay,
  members: readonly ValidatorMember[],
  key: KeyOf,
): Status | undefined {
  // Nor may a scheme whose end is set: the key would continue to vote after it.
  const rules = parametersOf(state).validatorSchemes;
  if (!rules.some(({ scheme, until }) => scheme === key.scheme && until === null)) {
    return 'scheme_not_allowed';
  }
  if (key.publicKey.length !== schemes[key.scheme].publicKeyBytes) return 'invalid_key';
  const address = validatorAddress(key);
  return members.some((member) => validatorAddress(member) === address) ? 'key_in_use' : undefined;
}

/** Makes this the set from two blocks later on, unless too much of the power would change at once. */
function schedule(
  state: Overlay,
  { height }: TransactionContext,
  members: readonly ValidatorMember[],
): Status {
  const made = createValidatorSet(members);
  if (!made.ok) return made.problem === 'duplicate_validator' ? 'key_in_use' : 'invalid_power';
  const current = validatorSchedule(state);
  const next = nextHeight(height);
  if (changesTooMuch(membersAt(current, next), members)) return 'too_much_change';
  const fromHeight = nextHeight(next);
  changeValidatorHistory(state, scheduledMembers(state), members, fromHeight);
  state.set(stateKey.validators('schedule'), {
    sets: [...setsUntil(current.sets, height, fromHeight), { fromHeight, members }],
  });
  return 'success';
}

/** The sets that still decide a height from `height` on, and before `end`. */
export function setsUntil<T extends { readonly fromHeight: Height }>(
  sets: readonly T[],
  height: Height,
  end: Height,
): readonly T[] {
  const active = sets.findLastIndex(({ fromHeight }) => fromHeight <= height);
  return sets.slice(Math.max(0, active)).filter(({ fromHeight }) => fromHeight < end);
}

/**
 * Whether validators with a third of the old power or more would be gone, weaker, or under another
 * key: more than that at once, and the old set could no longer vouch for the new one. A single
 * validator may always change, or small networks could not.
 */
function changesTooMuch(
  before: readonly ValidatorMember[],
  after: readonly ValidatorMember[],
): boolean {
  const powerAfter = new Map(after.map((member) => [validatorAddress(member), member.power]));
  let changed = 0;
  let lost = 0;
  let total = 0;
  for (const member of before) {
    total += member.power;
    const kept = Math.min(member.power, powerAfter.get(validatorAddress(member)) ?? 0);
    if (kept === member.power) continue;
    changed += 1;
    lost += member.power - kept;
  }
  return changed > 1 && 3 * lost >= total;
}
