/** Actions on roles and on the parameters of the chain. */
import { schemes } from '@trellis/crypto';
import {
  chainLimitsProblem,
  type GovernanceActionOf,
  grantableRoles,
  type Height,
  type SchemeRule,
  type Status,
  stateKey,
} from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import { parametersOf, validatorSchedule } from '../state/registry.ts';
import type { Overlay } from '../state/state.ts';
import { upgrade } from './upgrade.ts';

/** Their rules. */
export const ruleChanges = {
  grantRole,
  revokeRole,
  allowScheme,
  phaseOutScheme,
  setLimits,
  setFees,
  upgrade,
};

function grantRole(state: Overlay, { account, role }: GovernanceActionOf<'grantRole'>): Status {
  if (state.get(stateKey.account(account)) === undefined) return 'unknown_account';
  const granted = new Set(state.get(stateKey.roles(account))?.roles).add(role);
  state.set(stateKey.roles(account), { roles: grantableRoles.filter((one) => granted.has(one)) });
  return 'success';
}

function revokeRole(state: Overlay, { account, role }: GovernanceActionOf<'revokeRole'>): Status {
  const roles = state.get(stateKey.roles(account))?.roles ?? [];
  if (!roles.includes(role)) return 'role_missing';
  const remaining = roles.filter((one) => one !== role);
  state.set(stateKey.roles(account), remaining.length === 0 ? null : { roles: remaining });
  return 'success';
}

/** Where the parameters keep the schemes of each use. */
const fieldOf = {
  accounts: 'accountSchemes',
  validators: 'validatorSchemes',
  recovery: 'recoverySchemes',
} as const;

function allowScheme(state: Overlay, { use, scheme }: GovernanceActionOf<'allowScheme'>): Status {
  if (use === 'validators' && !schemes[scheme].forVotes) return 'scheme_not_allowed';
  const parameters = parametersOf(state);
  const field = fieldOf[use];
  const others = parameters[field].filter((rule) => rule.scheme !== scheme);
  state.set(stateKey.parameters('chain'), {
    ...parameters,
    [field]: [...others, { scheme, until: null }],
  });
  return 'success';
}

/** Ends the use of a scheme. What validators vote with, and the last scheme left, can't be phased out. */
function phaseOutScheme(
  state: Overlay,
  { use, scheme, lastHeight }: GovernanceActionOf<'phaseOutScheme'>,
  { height }: BlockContext,
): Status {
  const parameters = parametersOf(state);
  const field = fieldOf[use];
  const rules = parameters[field];
  if (!rules.some((rule) => rule.scheme === scheme)) return 'scheme_not_allowed';
  if (lastHeight < height) return 'invalid_expiry';
  if (use === 'validators' && isVotedWith(state, scheme, height)) return 'scheme_in_use';
  const changed = rules.map((rule) =>
    rule.scheme === scheme ? { scheme, until: lastHeight } : rule,
  );
  // Recovery keys can be of the schemes of accounts, so theirs may all end.
  if (use !== 'recovery' && !changed.some(({ until }) => until === null)) return 'scheme_in_use';
  state.set(stateKey.parameters('chain'), { ...parameters, [field]: changed });
  return 'success';
}

function setLimits(state: Overlay, { limits }: GovernanceActionOf<'setLimits'>): Status {
  if (chainLimitsProblem(limits) !== undefined) return 'invalid_parameters';
  state.set(stateKey.parameters('chain'), { ...parametersOf(state), limits });
  return 'success';
}

function setFees(state: Overlay, { fees }: GovernanceActionOf<'setFees'>): Status {
  if (fees !== null && state.get(stateKey.asset(fees.asset)) === undefined) return 'unknown_asset';
  if (fees !== null && fees.recipient !== null) {
    if (state.get(stateKey.account(fees.recipient)) === undefined) return 'unknown_account';
  }
  state.set(stateKey.parameters('chain'), { ...parametersOf(state), fees });
  return 'success';
}

/** Sets that have had their time stay in the schedule until its next change; they vote no more. */
function isVotedWith(state: Overlay, scheme: SchemeRule['scheme'], height: Height): boolean {
  const { sets } = validatorSchedule(state);
  const active = sets.findLastIndex(({ fromHeight }) => fromHeight <= height);
  return sets
    .slice(Math.max(0, active))
    .some(({ members }) => members.some((member) => member.scheme === scheme));
}
