/** The routes about who runs the network and by which rules. */
import {
  apiPaths,
  cryptoResponseCodec,
  nodesResponseCodec,
  parametersResponseCodec,
  proposalResponseCodec,
  proposalsResponseCodec,
  rolesResponseCodec,
  validatorChangesResponseCodec,
} from '@trellis/protocol/http-api';
import type { FastifyInstance } from 'fastify';
import { cryptoAnswer } from './crypto-answer.ts';
import {
  nodesAnswer,
  parametersAnswer,
  proposalAnswer,
  proposalsAnswer,
  rolesAnswer,
  validatorChangesAnswer,
} from './governance-answers.ts';
import { addressParameter, heightParameter, numberParameter } from './parameters.ts';
import { send } from './send.ts';
import type { ApiSources } from './sources.ts';

/** Adds them to a server. */
export function addGovernanceRoutes(server: FastifyInstance, sources: ApiSources): void {
  server.get<{ Querystring: { from?: string } }>(
    apiPaths.validatorChanges,
    async ({ query }, reply) => {
      const from = heightParameter(query.from ?? '0', sources.store.head().header.height);
      return send(
        reply,
        validatorChangesResponseCodec,
        await validatorChangesAnswer(sources, from),
      );
    },
  );
  server.get(apiPaths.nodes, async (_request, reply) =>
    send(reply, nodesResponseCodec, nodesAnswer(sources)),
  );
  server.get(apiPaths.parameters, async (_request, reply) =>
    send(reply, parametersResponseCodec, parametersAnswer(sources)),
  );
  server.get(apiPaths.crypto, async (_request, reply) =>
    send(reply, cryptoResponseCodec, await cryptoAnswer(sources)),
  );
  server.get(apiPaths.proposals, async (_request, reply) =>
    send(reply, proposalsResponseCodec, await proposalsAnswer(sources)),
  );
  server.get<{ Params: { number: string } }>(
    `${apiPaths.proposals}/:number`,
    async ({ params }, reply) =>
      send(reply, proposalResponseCodec, proposalAnswer(sources, numberParameter(params.number))),
  );
  server.get<{ Params: { address: string } }>(
    `${apiPaths.roles}/:address`,
    async ({ params }, reply) =>
      send(reply, rolesResponseCodec, rolesAnswer(sources, addressParameter(params.address))),
  );
}
