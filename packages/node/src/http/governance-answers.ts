/** Answers about who runs the network and by which rules. */
import type { Address } from '@trellis/crypto';
import { votingPower } from '@trellis/ledger';
import { type Height, nextHeight, parametersKey, proposalKey, rolesKey } from '@trellis/protocol';
import type {
  NodesResponse,
  ParametersResponse,
  ProposalResponse,
  ProposalsResponse,
  RolesResponse,
  ValidatorChangesResponse,
} from '@trellis/protocol/http-api';
import { ApiError } from './problem.ts';
import { provenEntry } from './proven-entry.ts';
import type { ApiSources } from './sources.ts';

const changesMax = 64;
const proposalsMax = 1024;

export async function validatorChangesAnswer(
  { store }: ApiSources,
  from: Height,
): Promise<ValidatorChangesResponse> {
  const changes = await store.validatorChanges(from, changesMax);
  return {
    changes: changes.flatMap(({ height, validators }) => {
      const final = store.finalHeader(height);
      if (final === undefined) return [];
      return [{ header: final.header, certificate: final.certificate, validators }];
    }),
  };
}

export function nodesAnswer({ engine }: ApiSources): NodesResponse {
  return { height: engine.chain.head().header.height, nodes: engine.registry.nodes() };
}

export function parametersAnswer(sources: ApiSources): ParametersResponse {
  const { record, entry } = provenEntry(sources, parametersKey);
  if (record === undefined) throw new Error('the state has no parameters');
  return { parameters: record, entry };
}

export async function proposalsAnswer({ engine, store }: ApiSources): Promise<ProposalsResponse> {
  const proposals = await store.proposals();
  return {
    height: engine.chain.head().header.height,
    proposals: proposals.toReversed().slice(0, proposalsMax),
  };
}

export function proposalAnswer(sources: ApiSources, number: number): ProposalResponse {
  const { record, entry } = provenEntry(sources, proposalKey(number));
  if (record === undefined) throw new ApiError(404, 'not_found', `there is no proposal ${number}`);
  return { proposal: record, entry };
}

export function rolesAnswer(sources: ApiSources, address: Address): RolesResponse {
  const { record, entry } = provenEntry(sources, rolesKey(address));
  const { chain } = sources.engine;
  return {
    address,
    roles: record?.roles ?? [],
    votingPower: votingPower(chain.state(), address, nextHeight(chain.head().header.height)),
    entry,
  };
}
