/** Reading from a node. What comes back is the node's word; the `verify…` functions check the proofs in it. */
import { type Address, formatAddress, type Hash } from '@trellis/crypto';
import {
  type AssetCode,
  type Genesis,
  genesisCodec,
  type Height,
  type Json,
  type NodeUsage,
  nodeUsageCodec,
  nodeUsagePath,
  toHeight,
} from '@trellis/protocol';
import {
  type AccountsResponse,
  type AssetsResponse,
  accountsResponseCodec,
  apiPaths,
  assetsResponseCodec,
  type BlockResponse,
  blockResponseCodec,
  type CryptoResponse,
  cryptoResponseCodec,
  type EvidenceResponse,
  evidenceResponseCodec,
  type HistoryResponse,
  type HoldsResponse,
  historyEntriesMax,
  historyResponseCodec,
  holdsResponseCodec,
  type LinksResponse,
  linksResponseCodec,
  listPageMax,
  type MempoolResponse,
  mempoolResponseCodec,
  type NodesResponse,
  nodesResponseCodec,
  type ProposalsResponse,
  proposalsResponseCodec,
  type StatusResponse,
  statusResponseCodec,
  type TransactionResponse,
  transactionResponseCodec,
  type ValidatorChangesResponse,
  type ValidatorsResponse,
  validatorChangesResponseCodec,
  validatorsResponseCodec,
  type WhyResponse,
  whyResponseCodec,
} from '@trellis/protocol/http-api';
import { ask, askJson, type Client } from './client.ts';
import { Unreachable } from './errors.ts';

/** Which part of a history: entries before a place from the newest on, or after it from the oldest on. */
export interface HistoryPage {
  readonly side: 'before' | 'after';
  /** `null`: from the end that the side begins at. */
  readonly place: { readonly height: bigint; readonly position: number } | null;
  readonly limit?: number;
}

/** How a balance came to be what it is; see `verifyHistory`. */
export function getHistory(
  client: Client,
  address: Address,
  asset: AssetCode,
  { side, place, limit = historyEntriesMax }: HistoryPage = { side: 'before', place: null },
): Promise<HistoryResponse> {
  const from =
    place === null ? (side === 'after' ? '0-0' : null) : `${place.height}-${place.position}`;
  const query = new URLSearchParams({ ...(from !== null && { [side]: from }), limit: `${limit}` });
  const path = `${apiPaths.accounts}/${formatAddress(address)}/history/${asset}?${query}`;
  return ask(client, { path }, historyResponseCodec);
}

/** The node's cryptographic inventory, a CycloneDX 1.6 document. */
export function getInventory(client: Client): Promise<Json> {
  return askJson(client, { path: apiPaths.cbom });
}

/** What the node is doing: its head, its round, its mempool, its peers. */
export function getStatus(client: Client): Promise<StatusResponse> {
  return ask(client, { path: apiPaths.status }, statusResponseCodec);
}

/** Who is connected with whom, and with what cryptography: each link by the word of a node at its end. */
export function getLinks(client: Client): Promise<LinksResponse> {
  return ask(client, { path: apiPaths.nodeLinks }, linksResponseCodec);
}

/** Why there is no new block, as far as the node knows. */
export function getWhy(client: Client): Promise<WhyResponse> {
  return ask(client, { path: apiPaths.why }, whyResponseCodec);
}

/** The genesis as the node has it; `trustGenesis` with a hash from elsewhere makes it worth something. */
export function getGenesis(client: Client): Promise<Genesis> {
  return ask(client, { path: apiPaths.genesis }, genesisCodec);
}

/** Who votes now. */
export function getValidators(client: Client): Promise<ValidatorsResponse> {
  return ask(client, { path: apiPaths.validators }, validatorsResponseCodec);
}

/** The blocks from `from` on that are followed by other validators; see `followValidators`. */
export function getValidatorChanges(
  client: Client,
  from: bigint,
): Promise<ValidatorChangesResponse> {
  const path = `${apiPaths.validatorChanges}?from=${from}`;
  return ask(client, { path }, validatorChangesResponseCodec);
}

/** Who signed two different messages, as the chain has it; see `verifyEvidence`. */
export function getEvidence(client: Client): Promise<EvidenceResponse> {
  return ask(client, { path: apiPaths.evidence }, evidenceResponseCodec);
}

/** The nodes of the network; this answer carries no proofs. */
export async function getNodes(client: Client): Promise<NodesResponse> {
  const pages = await everyPage(client, apiPaths.nodes, 'after', (path) =>
    ask(client, { path }, nodesResponseCodec),
  );
  const nodes = pages.flatMap((page) => page.nodes);
  return { height: heightOf(pages), nodes, next: null };
}

/** The newest proposals first; this answer carries no proofs. */
export async function getProposals(client: Client): Promise<ProposalsResponse> {
  const pages = await everyPage(client, apiPaths.proposals, 'before', (path) =>
    ask(client, { path }, proposalsResponseCodec),
  );
  const proposals = pages.flatMap((page) => page.proposals);
  return { height: heightOf(pages), proposals, next: null };
}

/** Accounts in the order of their addresses, behind `after`; this answer carries no proofs. */
export function getAccounts(client: Client, after?: Address): Promise<AccountsResponse> {
  const query = after === undefined ? '' : `?after=${formatAddress(after)}`;
  return ask(client, { path: `${apiPaths.accounts}${query}` }, accountsResponseCodec);
}

/** The transactions that wait for a block, as far as the node shows them. */
export function getMempool(client: Client): Promise<MempoolResponse> {
  return ask(client, { path: apiPaths.mempool }, mempoolResponseCodec);
}

/** What the node has used since its start. */
export function getUsage(client: Client): Promise<NodeUsage> {
  return ask(client, { path: nodeUsagePath }, nodeUsageCodec);
}

/** How much of the chain withstands a quantum computer; this answer carries no proofs. */
export function getCrypto(client: Client): Promise<CryptoResponse> {
  return ask(client, { path: apiPaths.crypto }, cryptoResponseCodec);
}

/** Open holds that an account pays, gets or decides; this answer carries no proofs. */
export function getHolds(client: Client, address: Address): Promise<HoldsResponse> {
  const path = `${apiPaths.accounts}/${formatAddress(address)}/holds`;
  return ask(client, { path }, holdsResponseCodec);
}

/** All assets; this answer carries no proofs. */
export async function getAssets(client: Client): Promise<AssetsResponse> {
  const pages = await everyPage(client, apiPaths.assets, 'after', (path) =>
    ask(client, { path }, assetsResponseCodec),
  );
  return { assets: pages.flatMap((page) => page.assets), next: null };
}

/** By height, by id, or the newest. Throws `ApiProblem` `not_found` when there is no such block yet. */
export function getBlock(client: Client, height: bigint | Hash | 'latest'): Promise<BlockResponse> {
  return ask(client, { path: `${apiPaths.blocks}/${height}` }, blockResponseCodec);
}

/** A transaction, after waiting for it to be final for at most `waitMs`. Throws `not_found`. */
export function getTransaction(client: Client, id: Hash, waitMs = 0): Promise<TransactionResponse> {
  const path = `${apiPaths.transactions}/${id}?wait=${waitMs}`;
  return ask(client, { path, waitMs }, transactionResponseCodec);
}

/** Pages of one list: what a faulty node says goes on for ever is not read for ever. */
const pagesMax = 100;

/** Every page of a list, one after another. Throws `Unreachable` when it doesn't end. */
async function everyPage<T extends { readonly next: string | number | null }>(
  client: Client,
  path: string,
  cursor: 'after' | 'before',
  askFor: (path: string) => Promise<T>,
): Promise<readonly T[]> {
  const pages: T[] = [];
  for (let next: T['next'] = null; pages.length === 0 || next !== null; ) {
    if (pages.length === pagesMax) throw new Unreachable(client.url, 'its list does not end');
    const from = next === null ? '' : `&${cursor}=${encodeURIComponent(next)}`;
    const page = await askFor(`${path}?limit=${listPageMax}${from}`);
    pages.push(page);
    next = page.next;
  }
  return pages;
}

/** As of the first page: what came later may not be in it. */
function heightOf(pages: readonly { readonly height: Height }[]): Height {
  return pages[0]?.height ?? toHeight(0n);
}
