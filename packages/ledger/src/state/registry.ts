/** Reading what governance keeps in the state. */
import type { Address } from '@trellis/crypto';
import {
  type Height,
  membersAt,
  type Parameters,
  type ProtocolRecord,
  type Role,
  stateKey,
  type ValidatorSchedule,
} from '@trellis/protocol';
import type { State } from './state.ts';

/** Who decides from which height on. Every chain has it from its genesis. */
export function validatorSchedule(state: State): ValidatorSchedule {
  const schedule = state.get(stateKey.validators('schedule'));
  if (schedule === undefined) throw new Error('the state has no validators');
  return schedule;
}

/** What a vote can change of the rules. Every chain has them from its genesis. */
export function parametersOf(state: State): Parameters {
  const parameters = state.get(stateKey.parameters('chain'));
  if (parameters === undefined) throw new Error('the state has no parameters');
  return parameters;
}

/** The version of the next block, and what is to follow it. */
export function protocolOf(state: State): ProtocolRecord {
  return state.get(stateKey.protocol('version')) ?? noUpgrades;
}

const noUpgrades: ProtocolRecord = { effective: null, pending: null, lapsed: null };

/** The power with which an account votes on proposals at a height: that of the validators it operates. */
export function votingPower(state: State, operator: Address, height: Height): number {
  return membersAt(validatorSchedule(state), height).reduce(
    (sum, member) => sum + (member.operator === operator ? member.power : 0),
    0,
  );
}

/** Whether an account may do at a height what needs this role. */
export function hasRole(state: State, account: Address, role: Role, height: Height): boolean {
  switch (role) {
    case 'participant':
      return true;
    case 'validator':
      return votingPower(state, account, height) > 0;
    case 'issuer':
    case 'registrar':
    case 'auditor':
    case 'directory':
      return state.get(stateKey.roles(account))?.roles.includes(role) ?? false;
  }
}
