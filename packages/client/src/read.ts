/**
 * Reading what a node reports. Of lists nothing proves that they are complete, which their type says; the `verify…`
 * functions check what has a proof.
 */
import type { Address, Hash } from '@trellis/crypto';
import { type AssetCode, type ChainRecovery, limits, toHeight } from '@trellis/protocol';
import {
  type AnswerOf,
  endpoints,
  type FinalTransaction,
  type HistoryPlace,
} from '@trellis/protocol/http-api';
import { ask, call } from './call.ts';
import type { CertifiedHeader } from './certified-header.ts';
import { BuildError, Unreachable } from './errors.ts';
import { givenObject } from './given.ts';
import type { HttpTransport } from './http-transport.ts';
import { type ReportedList, reported } from './reported-list.ts';
import { type ReportedParts, withReported } from './reported-parts.ts';

/** What the node answers when it is asked for this. */
type AnswerTo<Name extends keyof typeof endpoints> = AnswerOf<(typeof endpoints)[Name]>;

/** Which part of a history: entries before a place from the newest on, or after it from the oldest on. */
export interface HistoryPage {
  readonly side: 'before' | 'after';
  /** `null`: from the end that the side begins at. */
  readonly place: { readonly height: bigint; readonly position: number } | null;
  readonly limit?: number;
}

/** Which of the final transactions: at most `limit` before a place, or of all. */
export interface TransactionsPage {
  readonly before?: HistoryPlace | null;
  readonly limit?: number;
}

/**
 * How a balance came to be what it is; see `verifyHistory`.
 *
 * @example
 * const { entries } = await getHistory(transport, from, asset);
 */
export async function getHistory(
  transport: HttpTransport,
  address: Address,
  asset: AssetCode,
  { side, place, limit = limits.historyPageMax }: HistoryPage = { side: 'before', place: null },
): Promise<ReportedList<AnswerTo<'getHistory'>>> {
  const { height, position } = place ?? { height: 0n, position: 0 };
  const from = { height: toHeight(height), position };
  // Nothing named is the newest end.
  const range = side === 'after' ? { after: from } : place === null ? {} : { before: from };
  return reported(await ask(transport, endpoints.getHistory, { address, asset, ...range, limit }));
}

/**
 * The node's cryptographic inventory, a CycloneDX 1.6 document.
 *
 * @example
 * const answer = await getInventory(transport);
 */
export function getInventory(transport: HttpTransport): Promise<AnswerTo<'getInventory'>> {
  return call(transport, endpoints.getInventory);
}

/**
 * What the node is doing: its head, its round, its mempool, its peers.
 *
 * @example
 * const { head } = await getStatus(transport);
 */
export function getStatus(transport: HttpTransport): Promise<AnswerTo<'getStatus'>> {
  return call(transport, endpoints.getStatus);
}

/**
 * Who is connected with whom, and with what cryptography: each link as reported by a node at its end.
 *
 * @example
 * const answer = await getLinks(transport);
 */
export function getLinks(transport: HttpTransport): Promise<AnswerTo<'getLinks'>> {
  return call(transport, endpoints.getLinks);
}

/**
 * Why there is no new block, as far as the node knows.
 *
 * @example
 * const { sentence } = await getWhy(transport);
 */
export function getWhy(transport: HttpTransport): Promise<AnswerTo<'getWhy'>> {
  return call(transport, endpoints.getWhy);
}

/**
 * The genesis as the node has it; `trustGenesis` with a hash from elsewhere makes it worth something.
 *
 * @example
 * const { chainId } = await getGenesis(transport);
 */
export function getGenesis(transport: HttpTransport): Promise<AnswerTo<'getGenesis'>> {
  return ask(transport, endpoints.getGenesis);
}

/**
 * How the operators recovered the chain, as the node says; see `acceptRecovery`.
 *
 * @example
 * for (const recovery of await getRecoveries(transport)) console.log(summarizeRecovery(recovery).hash);
 */
export async function getRecoveries(transport: HttpTransport): Promise<readonly ChainRecovery[]> {
  return (await call(transport, endpoints.getRecoveries)).recoveries;
}

/**
 * Who votes now.
 *
 * @example
 * const { validators } = await getValidators(transport);
 */
export async function getValidators(
  transport: HttpTransport,
): Promise<ReportedList<AnswerTo<'getValidators'>>> {
  return reported(await call(transport, endpoints.getValidators));
}

/**
 * The blocks from `from` on that are followed by other validators; see `followValidators`.
 *
 * @example
 * const { changes } = await getValidatorChanges(transport, 0n);
 */
export function getValidatorChanges(
  transport: HttpTransport,
  from: bigint,
): Promise<AnswerTo<'getValidatorChanges'>> {
  if (typeof from !== 'bigint') {
    throw new BuildError('bad_argument', 'expected "from" as a bigint');
  }
  return ask(transport, endpoints.getValidatorChanges, { from: toHeight(from) });
}

/**
 * Who signed two different messages, as the chain has it; see `verifyEvidence`.
 *
 * @example
 * const { blocks } = await getEvidence(transport);
 */
export async function getEvidence(
  transport: HttpTransport,
): Promise<ReportedList<AnswerTo<'getEvidence'>>> {
  return reported(await ask(transport, endpoints.getEvidence));
}

/**
 * The nodes of the network.
 *
 * @example
 * const { nodes } = await getNodes(transport);
 */
export async function getNodes(
  transport: HttpTransport,
): Promise<ReportedList<AnswerTo<'getNodes'>>> {
  const pages = await everyPage(transport, (after?: string) =>
    call(transport, endpoints.getNodes, { after, limit: limits.listPageMax }),
  );
  return reported({ ...pages[0], nodes: pages.flatMap((page) => page.nodes), next: null });
}

/**
 * The newest proposals first.
 *
 * @example
 * const { proposals } = await getProposals(transport);
 */
export async function getProposals(
  transport: HttpTransport,
): Promise<ReportedList<AnswerTo<'getProposals'>>> {
  const pages = await everyPage(transport, (before?: number) =>
    call(transport, endpoints.getProposals, { before, limit: limits.listPageMax }),
  );
  return reported({ ...pages[0], proposals: pages.flatMap((page) => page.proposals), next: null });
}

/**
 * Accounts in the order of their addresses, behind `after`.
 *
 * @example
 * const { accounts } = await getAccounts(transport);
 */
export async function getAccounts(
  transport: HttpTransport,
  after?: Address,
): Promise<ReportedList<AnswerTo<'getAccounts'>>> {
  return reported(await call(transport, endpoints.getAccounts, { after }));
}

/**
 * Final transactions before a place of the chain, the newest first, or the newest of all. `next` is the place with which
 * the next page is asked for.
 *
 * @example
 * const { transactions, next } = await getTransactions(transport, { limit: 25 });
 */
export async function getTransactions(
  transport: HttpTransport,
  wanted: TransactionsPage = {},
): Promise<ReportedList<AnswerTo<'getTransactions'>>> {
  const { before, limit = limits.historyPageMax } = givenObject(wanted, 'a page of transactions');
  const page = before == null ? { limit } : { limit, before };
  return reported(await ask(transport, endpoints.getTransactions, page));
}

/**
 * The transactions that wait for a block, as far as the node shows them.
 *
 * @example
 * const { transactions } = await getMempool(transport);
 */
export async function getMempool(
  transport: HttpTransport,
): Promise<ReportedList<AnswerTo<'getMempool'>>> {
  return reported(await call(transport, endpoints.getMempool));
}

/**
 * What the node has used since its start.
 *
 * @example
 * const answer = await getUsage(transport);
 */
export function getUsage(transport: HttpTransport): Promise<AnswerTo<'getUsage'>> {
  return call(transport, endpoints.getUsage);
}

/**
 * How much of the chain withstands a quantum computer.
 *
 * @example
 * const answer = await getCrypto(transport);
 */
export function getCrypto(transport: HttpTransport): Promise<AnswerTo<'getCrypto'>> {
  return call(transport, endpoints.getCrypto);
}

/**
 * Open holds that an account pays, gets or decides.
 *
 * @example
 * const { holds } = await getHolds(transport, from);
 */
export async function getHolds(
  transport: HttpTransport,
  address: Address,
): Promise<ReportedList<AnswerTo<'getHolds'>>> {
  return reported(await call(transport, endpoints.getHolds, { address }));
}

/**
 * All assets.
 *
 * @example
 * const { assets } = await getAssets(transport);
 */
export async function getAssets(
  transport: HttpTransport,
): Promise<ReportedList<AnswerTo<'getAssets'>>> {
  const pages = await everyPage(transport, (after?: AssetCode) =>
    call(transport, endpoints.getAssets, { after, limit: limits.listPageMax }),
  );
  return reported({ ...pages[0], assets: pages.flatMap((page) => page.assets), next: null });
}

/**
 * A block by its height or its id, or the newest, as the node says; `verifyBlock` checks it, and `getBlock` does all
 * of that. Throws `ApiProblem` `not_found` when there is no such block yet.
 *
 * @example
 * const { header } = await getReportedBlock(transport, 'latest');
 */
export async function getReportedBlock(
  transport: HttpTransport,
  height: bigint | Hash | 'latest',
): Promise<ReportedParts<AnswerTo<'getBlock'>, '*'>> {
  const name = typeof height === 'bigint' ? toHeight(height) : height;
  return withReported(await ask(transport, endpoints.getBlock, { height: name }), '*');
}

/**
 * A transaction as the node says, after waiting for it to be final for at most `waitMs`; `verifyTransaction` checks
 * it, and `getTransaction` does all of that. Throws `not_found`.
 *
 * @example
 * const answer = await getReportedTransaction(transport, final.transactionId);
 */
export async function getReportedTransaction(
  transport: HttpTransport,
  id: Hash,
  waitMs = 0,
): Promise<ReportedParts<AnswerTo<'getTransaction'>, '*'>> {
  const answer = await ask(transport, endpoints.getTransaction, { id, wait: waitMs });
  const final = answer.final && (await withCertificate(transport, answer.final));
  return withReported({ ...answer, final }, '*');
}

/** Most are certified themselves; for the others more is loaded, which would slow down programs that only read lists. */
async function withCertificate(
  transport: HttpTransport,
  final: FinalTransaction,
): Promise<FinalTransaction & CertifiedHeader> {
  if (final.certificate !== null) return final;
  const { withFinality } = await import('./finality.ts');
  return withFinality<FinalTransaction>(transport, final);
}

/** Pages of one list: what a faulty node says continues forever is not read forever. */
const pagesMax = 100;

/** Every page of a list, one after another; what is said of the whole is as of the first. Throws `Unreachable` when it doesn't end. */
async function everyPage<C, T extends { readonly next: C | null }>(
  transport: HttpTransport,
  pageFrom: (cursor?: C) => Promise<T>,
): Promise<readonly [T, ...T[]]> {
  const first = await pageFrom();
  const pages: [T, ...T[]] = [first];
  for (let { next } = first; next !== null; ) {
    if (pages.length === pagesMax) throw new Unreachable(transport.url, 'its list does not end');
    const page = await pageFrom(next);
    pages.push(page);
    next = page.next;
  }
  return pages;
}
