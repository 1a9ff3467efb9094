/** Who runs the network, and by which rules. */

import { toHeight } from '../../height.ts';
import { nodeNameCodec } from '../../network-node.ts';
import { heightCodec } from '../../scalars.ts';
import { stateKey } from '../../state-key.ts';
import { cryptoResponseCodec } from '../account-responses.ts';
import { proving, reading } from '../endpoint.ts';
import {
  parametersResponseCodec,
  proposalResponseCodec,
  proposalsResponseCodec,
  protocolResponseCodec,
  rolesResponseCodec,
} from '../governance-responses.ts';
import { inPath, inQuery, numberText, textOf } from '../parameter.ts';
import { addressInPath, pageLimitInQuery } from '../parameters.ts';
import {
  evidenceResponseCodec,
  nodesResponseCodec,
  validatorChangesResponseCodec,
  validatorsResponseCodec,
} from '../validator-responses.ts';

const proposalNumberText = numberText(1, 999_999_999, 'the number of a proposal, from 1 on');

export const getValidators = reading({
  path: '/v1/validators',
  tag: 'Governance',
  accounts: 'none',
  summary: 'Who decides the next block',
  gives: validatorsResponseCodec,
});

export const getValidatorChanges = reading({
  path: '/v1/validators/changes',
  tag: 'Governance',
  accounts: 'none',
  proof: 'certificate',
  summary: 'The blocks that are followed by other validators',
  parameters: {
    from: inQuery(textOf(heightCodec), toHeight(0), {
      description: 'The first height of interest; 0 when absent',
      example: '0',
    }),
  },
  gives: validatorChangesResponseCodec,
});

export const getEvidence = reading({
  path: '/v1/evidence',
  tag: 'Governance',
  accounts: 'all',
  proof: 'certificate',
  summary: 'Validators that signed two different messages: the evidence, and its blocks',
  gives: evidenceResponseCodec,
});

export const getNodes = reading({
  path: '/v1/nodes',
  tag: 'Governance',
  accounts: 'all',
  summary: 'The registry of nodes: who may connect, and who acts for them',
  parameters: {
    after: inQuery(textOf(nodeNameCodec), undefined, {
      description: 'The last node of the page before',
      example: 'node1',
    }),
    limit: pageLimitInQuery,
  },
  gives: nodesResponseCodec,
});

export const getParameters = proving({
  path: '/v1/parameters',
  tag: 'Governance',
  accounts: 'none',
  summary: 'The rules that a vote can change, with their proof',
  keys: () => ({ entry: stateKey.parameters('chain') }),
  gives: parametersResponseCodec,
});

export const getProtocol = proving({
  path: '/v1/protocol',
  tag: 'Governance',
  accounts: 'none',
  summary: 'Which version of the protocol is in force and which is to follow, with the proof',
  keys: () => ({ entry: stateKey.protocol('version') }),
  gives: protocolResponseCodec,
});

export const getCrypto = reading({
  path: '/v1/crypto',
  tag: 'Governance',
  accounts: 'all',
  summary: 'What share of the voting power and of every asset is post-quantum',
  gives: cryptoResponseCodec,
});

export const getProposals = reading({
  path: '/v1/proposals',
  tag: 'Governance',
  accounts: 'all',
  summary: 'Proposals, the newest first',
  parameters: {
    before: inQuery(proposalNumberText, undefined, {
      description: 'The last proposal of the page before',
      example: '12',
    }),
    limit: pageLimitInQuery,
  },
  gives: proposalsResponseCodec,
});

export const getProposal = proving({
  path: '/v1/proposals/{number}',
  tag: 'Governance',
  accounts: 'all',
  summary: 'One proposal, with its proof',
  parameters: {
    number: inPath(proposalNumberText, {
      description: 'A proposal by its number, from 1 on',
      example: '1',
    }),
  },
  absence: ({ number }) => ({ key: stateKey.proposal(number), what: `proposal ${number}` }),
  keys: ({ number }) => ({ entry: stateKey.proposal(number) }),
  gives: proposalResponseCodec,
});

export const getRoles = proving({
  path: '/v1/roles/{address}',
  tag: 'Governance',
  accounts: 'path',
  summary: 'What an account may do beyond holding and paying, with its proof',
  parameters: { address: addressInPath },
  keys: ({ address }) => ({ entry: stateKey.roles(address) }),
  gives: rolesResponseCodec,
});
