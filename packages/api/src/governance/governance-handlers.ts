/** Who runs the network, and by which rules. */

import { endpoints } from '@trellis/protocol/http-api';
import { validatorsAnswer } from '../accounts/answers.ts';
import { type Handlers, value } from '../http/handler.ts';
import { provenEntries } from '../http/proven-entry.ts';
import { cryptoAnswer } from '../node/crypto-answer.ts';
import {
  evidenceAnswer,
  nodesAnswer,
  proposalsAnswer,
  protocolAnswer,
  rolesAnswer,
  validatorChangesAnswer,
} from './governance-answers.ts';

export const governanceHandlers = {
  getValidators: (sources) => value(validatorsAnswer(sources)),
  getValidatorChanges: async (sources, { parameters }) =>
    value(await validatorChangesAnswer(sources, parameters.from)),
  getEvidence: async (sources) => value(await evidenceAnswer(sources)),
  getNodes: async (sources, { parameters: { after, limit } }) =>
    value(await nodesAnswer(sources, after, limit)),
  getParameters: (sources) => value(provenEntries(sources, endpoints.getParameters, {})),
  getProtocol: (sources) => value(protocolAnswer(sources)),
  getCrypto: async (sources) => value(await cryptoAnswer(sources)),
  getProposals: async (sources, { parameters: { before, limit } }) =>
    value(await proposalsAnswer(sources, before, limit)),
  getProposal: (sources, { parameters }) =>
    value(provenEntries(sources, endpoints.getProposal, parameters)),
  getRoles: (sources, { parameters }) => value(rolesAnswer(sources, parameters.address)),
} satisfies Partial<Handlers>;
