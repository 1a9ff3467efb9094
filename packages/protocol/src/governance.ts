/** Proposals: what the validators can change by a vote, and how a vote stands. */
import type { ValueOf } from './codec.ts';
import { addressCodec, tag, uint16, uint32 } from './codec-basic.ts';
import { container, list, optional, union } from './codec-composite.ts';
import { limits } from './limits.ts';
import { nodeNameCodec, peerCodec } from './network-node.ts';
import { chainLimitsCodec, feesCodec } from './parameters.ts';
import { grantableRoleCodec } from './role.ts';
import { heightCodec, publicKeyCodec, schemeCodec } from './scalars.ts';
import { statusCodec } from './status.ts';

/** Whose signatures a rule about schemes is for. */
const schemeUseCodec = tag({ accounts: 1, validators: 2, recovery: 3 });

/**
 * What a proposal does when it passes. Changes of the validators take effect two blocks later, when
 * every node knows of them. Selectors are stable; a retired one is never used again.
 */
export const governanceActionCodec = union({
  /** A registered node begins to vote. */
  addValidator: [
    1,
    container({
      node: nodeNameCodec,
      scheme: schemeCodec,
      publicKey: publicKeyCodec,
      power: uint16,
    }),
  ],
  /** A validator ceases to vote. Its node stays in the network; `removeNode` shuts it out. */
  removeValidator: [2, container({ node: nodeNameCodec })],
  setPower: [3, container({ node: nodeNameCodec, power: uint16 })],
  rotateValidatorKey: [
    4,
    container({ node: nodeNameCodec, scheme: schemeCodec, publicKey: publicKeyCodec }),
  ],
  /** A node may connect, and follow the chain without a vote. */
  addNode: [
    5,
    container({
      node: nodeNameCodec,
      peer: peerCodec,
      networkKey: addressCodec,
      operator: addressCodec,
    }),
  ],
  /** A node is refused connections, and ceases to vote if it did. */
  removeNode: [6, container({ node: nodeNameCodec })],
  /** A node gets a new network key; the old one counts for `overlap` more blocks. */
  rotateNetworkKey: [
    7,
    container({ node: nodeNameCodec, networkKey: addressCodec, overlap: uint32 }),
  ],
  setOperator: [8, container({ node: nodeNameCodec, operator: addressCodec })],
  grantRole: [9, container({ account: addressCodec, role: grantableRoleCodec })],
  revokeRole: [10, container({ account: addressCodec, role: grantableRoleCodec })],
  /** A scheme may be used from the next block on. */
  allowScheme: [11, container({ use: schemeUseCodec, scheme: schemeCodec })],
  /** A scheme may be used up to and including a height. */
  phaseOutScheme: [
    12,
    container({ use: schemeUseCodec, scheme: schemeCodec, lastHeight: heightCodec }),
  ],
  setLimits: [13, container({ limits: chainLimitsCodec })],
  setFees: [14, container({ fees: optional(feesCodec) })],
});

export const actionsCodec = list(governanceActionCodec, limits.actionsMax, 1);

/** How an operator votes on a proposal. */
export const choiceCodec = tag({ approve: 1, reject: 2 });

/**
 * Under `proposal/`. A proposal is open until its approvals are a quorum of the power or can't become
 * one; `failed` says which action could not be done when it passed, and then none was.
 */
export const proposalRecordCodec = container({
  number: uint32,
  proposer: addressCodec,
  actions: actionsCodec,
  /** The last height at which it can be voted on. */
  expiresAt: heightCodec,
  /** One for each operator that voted, in the order of their first votes. */
  votes: list(container({ operator: addressCodec, choice: choiceCodec }), limits.validatorsMax),
  outcome: union({
    open: [1, container({ since: heightCodec })],
    passed: [2, container({ at: heightCodec })],
    rejected: [3, container({ at: heightCodec })],
    failed: [4, container({ at: heightCodec, status: statusCodec, action: uint16 })],
  }),
});

/** Under `counter/`: how many there are. */
export const counterRecordCodec = container({ count: uint32 });

/** Under `roles/`: what an account was granted, in the order of the roles' numbers. */
export const rolesRecordCodec = container({ roles: list(grantableRoleCodec, 16) });

export type GovernanceAction = ValueOf<typeof governanceActionCodec>;
export type GovernanceActionOf<T extends GovernanceAction['type']> = Extract<
  GovernanceAction,
  { type: T }
>;
export type Choice = ValueOf<typeof choiceCodec>;
export type ProposalRecord = ValueOf<typeof proposalRecordCodec>;
export type CounterRecord = ValueOf<typeof counterRecordCodec>;
export type RolesRecord = ValueOf<typeof rolesRecordCodec>;
