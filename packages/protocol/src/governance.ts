/** Proposals: what the validators can change by a vote, and how a vote stands. */
import type { ValueOf } from './codec.ts';
import { addressCodec, tag, uint16, uint32 } from './codec-basic.ts';
import { container, list, union } from './codec-composite.ts';
import { governanceActionCodec } from './governance-action.ts';
import { limits } from './limits.ts';
import { grantableRoleCodec } from './role.ts';
import { heightCodec } from './scalars.ts';
import { statusCodec } from './status.ts';

export const actionsCodec = list(governanceActionCodec, limits.actionsMax, 1);

/** How an operator votes on a proposal. */
export const choiceCodec = tag({ approve: 1, reject: 2 });

export const outcomeCodec = union({
  open: [1, container({ since: heightCodec })],
  passed: [2, container({ at: heightCodec })],
  rejected: [3, container({ at: heightCodec })],
  failed: [4, container({ at: heightCodec, status: statusCodec, action: uint16 })],
});

export const proposalFields = {
  number: uint32,
  proposer: addressCodec,
  actions: actionsCodec,
  /** The last height at which it can be voted on. */
  expiresAt: heightCodec,
  /** One for each operator that voted, in the order of their first votes. */
  votes: list(container({ operator: addressCodec, choice: choiceCodec }), limits.validatorsMax),
  outcome: outcomeCodec,
};

/**
 * Under `proposal/`. A proposal is open until its approvals are a quorum of the power or can't become
 * one; `failed` says which action could not be done when it passed, and then none was.
 */
export const proposalRecordCodec = container(proposalFields);

/** Under `counter/`: how many there are. */
export const counterRecordCodec = container({ count: uint32 });

/** Under `roles/`: what an account was granted, in the order of the roles' numbers. */
export const rolesRecordCodec = container({ roles: list(grantableRoleCodec, limits.rolesMax) });

export type Choice = ValueOf<typeof choiceCodec>;
export type ProposalRecord = ValueOf<typeof proposalRecordCodec>;
export type CounterRecord = ValueOf<typeof counterRecordCodec>;
export type RolesRecord = ValueOf<typeof rolesRecordCodec>;
