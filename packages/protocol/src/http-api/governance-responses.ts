/** What is voted on, and the rules and roles that votes can change. */

import { open, reportedForm } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { addressCodec, uint32 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { choiceCodec, outcomeCodec, proposalFields, proposalRecordCodec } from '../governance.ts';
import { governanceActionCodec } from '../governance-action.ts';
import { limits } from '../limits.ts';
import { nodeNameCodec } from '../network-node.ts';
import { heightCodec } from '../scalars.ts';
import { provenEntryCodec } from './proven-entry.ts';

/** `GET /v1/parameters` */
export const parametersResponseCodec = container({ entry: provenEntryCodec('parameters') });

/** `GET /v1/protocol`. No record: the chain is at the first version, and nobody ever proposed another. */
export const protocolResponseCodec = container({
  entry: provenEntryCodec('protocol'),
  /** What no proof covers. */
  reported: container({
    /** The newest version that this node's software knows. */
    knownVersion: uint32,
    /** The validators of the height of a pending upgrade, else of the next, with the version that each has announced. */
    validators: list(
      container({ node: nodeNameCodec, power: uint32, version: optional(uint32) }),
      limits.validatorsMax,
    ),
  }),
});

const reportedProposalCodec = reportedForm(
  proposalRecordCodec,
  container({
    ...proposalFields,
    actions: list(open(governanceActionCodec), limits.actionsMax, 1),
    votes: list(
      container({ operator: addressCodec, choice: open(choiceCodec) }),
      limits.validatorsMax,
    ),
    outcome: open(outcomeCodec),
  }),
);

/** `GET /v1/proposals?before={number}`: the newest first, a page at a time. */
export const proposalsResponseCodec = container({
  height: heightCodec,
  proposals: list(reportedProposalCodec, limits.listPageMax),
  /** What to name as `before` for the next page; `null`: this is the last one. */
  next: optional(uint32),
});

/** `GET /v1/proposals/{number}` */
export const proposalResponseCodec = container({ entry: provenEntryCodec('proposal') });

/** `GET /v1/roles/{address}`: what an account may do beyond holding and paying. No record: nothing was granted. */
export const rolesResponseCodec = container({
  entry: provenEntryCodec('roles'),
  /** What no proof covers. */
  reported: container({
    /** Power of the validators it operates, with which it votes on proposals; 0 for none. */
    votingPower: uint32,
  }),
});

export type ParametersResponse = ValueOf<typeof parametersResponseCodec>;
export type ProtocolResponse = ValueOf<typeof protocolResponseCodec>;
export type ProposalsResponse = ValueOf<typeof proposalsResponseCodec>;
export type ProposalResponse = ValueOf<typeof proposalResponseCodec>;
export type RolesResponse = ValueOf<typeof rolesResponseCodec>;
/** A proposal as a list has it, which nothing proves. */
export type ReportedProposal = ValueOf<typeof reportedProposalCodec>;
