/** Who runs the network, and by which rules. */
import {
  apiPaths,
  cryptoResponseCodec,
  evidenceResponseCodec,
  nodesResponseCodec,
  parametersResponseCodec,
  proposalResponseCodec,
  proposalsResponseCodec,
  rolesResponseCodec,
  validatorChangesResponseCodec,
  validatorsResponseCodec,
} from '@trellis/protocol/http-api';
import { validatorsAnswer } from '../accounts/answers.ts';
import {
  addressParameter,
  afterNodeParameter,
  beforeNumberParameter,
  fromParameter,
  numberParameter,
  pageLimitParameter,
} from '../http/parameters.ts';
import { type Route, reading } from '../http/route.ts';
import { cryptoAnswer } from '../node/crypto-answer.ts';
import {
  evidenceAnswer,
  nodesAnswer,
  parametersAnswer,
  proposalAnswer,
  proposalsAnswer,
  rolesAnswer,
  validatorChangesAnswer,
} from './governance-answers.ts';

export const governanceRoutes: readonly Route[] = [
  reading({
    path: apiPaths.validators,
    id: 'getValidators',
    accounts: 'none',
    summary: 'Who decides the next block',
    gives: validatorsResponseCodec,
    answer: validatorsAnswer,
  }),
  reading({
    path: apiPaths.validatorChanges,
    id: 'getValidatorChanges',
    accounts: 'none',
    summary: 'The blocks that are followed by other validators, each certified by those before',
    parameters: [fromParameter],
    gives: validatorChangesResponseCodec,
    answer: (sources, call) => validatorChangesAnswer(sources, call.read(fromParameter)),
  }),
  reading({
    path: apiPaths.evidence,
    id: 'getEvidence',
    summary:
      'Validators that signed two different messages: the evidence, and the blocks that hold it',
    gives: evidenceResponseCodec,
    answer: evidenceAnswer,
  }),
  reading({
    path: apiPaths.nodes,
    id: 'getNodes',
    summary: 'The registry of nodes: who may connect, and who acts for them',
    gives: nodesResponseCodec,
    parameters: [afterNodeParameter, pageLimitParameter],
    answer: (sources, call) =>
      nodesAnswer(sources, call.read(afterNodeParameter), call.read(pageLimitParameter)),
  }),
  reading({
    path: apiPaths.parameters,
    id: 'getParameters',
    accounts: 'none',
    summary: 'The rules that a vote can change, with their proof',
    gives: parametersResponseCodec,
    answer: parametersAnswer,
  }),
  reading({
    path: apiPaths.crypto,
    id: 'getCrypto',
    summary: 'What share of the voting power and of every asset is post-quantum',
    gives: cryptoResponseCodec,
    answer: cryptoAnswer,
  }),
  reading({
    path: apiPaths.proposals,
    id: 'getProposals',
    summary: 'Proposals, the newest first',
    gives: proposalsResponseCodec,
    parameters: [beforeNumberParameter, pageLimitParameter],
    answer: (sources, call) =>
      proposalsAnswer(sources, call.read(beforeNumberParameter), call.read(pageLimitParameter)),
  }),
  reading({
    path: `${apiPaths.proposals}/{number}`,
    id: 'getProposal',
    summary: 'One proposal, with its proof',
    parameters: [numberParameter],
    gives: proposalResponseCodec,
    answer: (sources, call) => proposalAnswer(sources, call.read(numberParameter)),
  }),
  reading({
    path: `${apiPaths.roles}/{address}`,
    id: 'getRoles',
    accounts: 'path',
    summary: 'What an account may do beyond holding and paying, with its proof',
    parameters: [addressParameter],
    gives: rolesResponseCodec,
    answer: (sources, call) => rolesAnswer(sources, call.read(addressParameter)),
  }),
];
