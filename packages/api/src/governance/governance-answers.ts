/** Answers about who runs the network and by which rules. */
import type { Address } from '@trellis/crypto';
import { protocolOf, readinessAt, votingPower } from '@trellis/ledger';
import { type Height, limits, nextHeight } from '@trellis/protocol';
import type {
  EvidenceResponse,
  NodesResponse,
  ProposalsResponse,
  ProtocolResponse,
  RolesResponse,
  ValidatorChangesResponse,
} from '@trellis/protocol/http-api';
import { endpoints } from '@trellis/protocol/http-api';
import { nameEvidence } from '../evidence/named-evidence.ts';
import { pageOf } from '../http/page.ts';
import { provenEntries } from '../http/proven-entry.ts';
import type { ApiSources } from '../http/sources.ts';

export async function validatorChangesAnswer(
  { store }: ApiSources,
  from: Height,
): Promise<ValidatorChangesResponse> {
  const changes = await store.validatorChanges(from, limits.validatorChangesPageMax);
  return {
    changes: changes.flatMap(({ height, validators }) => {
      const final = store.finalHeader(height);
      if (final === undefined) return [];
      return [{ header: final.header, certificate: final.certificate, validators }];
    }),
  };
}

export async function evidenceAnswer(sources: ApiSources): Promise<EvidenceResponse> {
  const { engine, store } = sources;
  const heights = await store.blocksWithEvidence(limits.evidenceBlocksShownMax);
  return {
    blocks: heights.flatMap((height) => {
      const final = store.finalHeader(height);
      const body = store.finalBody(height);
      if (final === undefined || body === undefined) return [];
      const { header, certificate } = final;
      return [{ header, certificate, evidence: nameEvidence(sources, body.evidence) }];
    }),
    waiting: nameEvidence(sources, engine.pendingEvidence()),
  };
}

export async function nodesAnswer(
  { engine }: ApiSources,
  after: string | undefined,
  limit: number,
): Promise<NodesResponse> {
  const nodes = engine.registry.nodes().toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const following = after === undefined ? nodes : nodes.filter(({ name }) => name > after);
  const { items, next } = await pageOf(following, limit, ({ name }) => name);
  return { height: engine.chain.head().header.height, nodes: items, next };
}

export async function proposalsAnswer(
  { engine, store }: ApiSources,
  before: number | undefined,
  limit: number,
): Promise<ProposalsResponse> {
  const newest = (await store.proposals()).toReversed();
  const following =
    before === undefined ? newest : newest.filter((proposal) => proposal.number < before);
  const { items, next } = await pageOf(following, limit, (proposal) => proposal.number);
  return { height: engine.chain.head().header.height, proposals: items, next };
}

export function protocolAnswer(sources: ApiSources): ProtocolResponse {
  const { chain, knownVersion } = sources.engine;
  const { entry } = provenEntries(sources, endpoints.getProtocol, {});
  const { pending } = protocolOf(chain.state());
  const height = pending?.height ?? nextHeight(chain.head().header.height);
  return { entry, reported: { knownVersion, validators: readinessAt(chain.state(), height) } };
}

export function rolesAnswer(sources: ApiSources, address: Address): RolesResponse {
  const { entry } = provenEntries(sources, endpoints.getRoles, { address });
  const { chain } = sources.engine;
  const next = nextHeight(chain.head().header.height);
  return { entry, reported: { votingPower: votingPower(chain.state(), address, next) } };
}
