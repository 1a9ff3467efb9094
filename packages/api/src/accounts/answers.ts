/** Builds the answers of the HTTP API from the newest final state. */
import type { Address, Hash, MlDsaVerification } from '@trellis/crypto';
import type { ChannelFacts, GuardState } from '@trellis/engine';
import type { VerifiedTransaction } from '@trellis/ledger';
import { policyAt, validatorSchedule } from '@trellis/ledger';
import {
  type AssetCode,
  decode,
  type Height,
  isPostQuantum,
  limits,
  membersAt,
  nextHeight,
  proveListLeaf,
  receiptHash,
  signedTransactionCodec,
  splitSignedTransaction,
  stateKey,
  validatorAddress,
} from '@trellis/protocol';
import {
  type AccountResponse,
  type AccountsResponse,
  type BalanceResponse,
  type BlockName,
  type BlockResponse,
  endpoints,
  type FinalTransaction,
  type GuardStatus,
  type MempoolResponse,
  type StatusResponse,
  type TransactionResponse,
  type ValidatorsResponse,
} from '@trellis/protocol/http-api';
import { nameEvidence } from '../evidence/named-evidence.ts';
import { ApiError } from '../http/problem.ts';
import { provenEntries, provenEntryAt } from '../http/proven-entry.ts';
import type { ApiSources } from '../http/sources.ts';

export function statusAnswer({
  engine,
  node,
  store,
  storage,
  transport,
}: ApiSources): StatusResponse {
  const { header, blockId } = engine.chain.head();
  const { height, round, step } = engine.roundState();
  const { version, name, peer: self, provider, groups, requirePostQuantum, genesisHash } = node;
  const held = node.validators;
  const { indexOf } = engine.chain.validators();
  const names = new Map(engine.registry.nodes().map(({ name, peer }) => [peer, name]));
  return {
    version,
    chainId: engine.chain.genesis.chainId,
    genesisHash,
    node: {
      name,
      peer: self,
      validator: held.find(({ address }) => indexOf.has(address))?.address ?? null,
      provider,
      instance: node.instance,
      mlDsa: mlDsaAnswer(node.mlDsa()),
      groups,
      requirePostQuantum,
    },
    head: { height: header.height, blockId, time: header.time },
    keeps: {
      blocksFrom: store.base() === 0n ? store.base() : nextHeight(store.base()),
      statesFrom: store.statesFrom(),
    },
    storage: storage(),
    consensus: { height, round, step },
    guard: guardAnswer(engine.guardState()),
    chainAheadMs: BigInt(Math.max(0, Math.round(engine.stallFacts().chainAheadMs))),
    mempool: { count: engine.mempool.count(), bytes: engine.mempool.bytes() },
    peers: transport.peers().map((peer) => ({
      name: names.get(peer.name) ?? '',
      peer: peer.name,
      connected: peer.state === 'connected',
      channel: peer.state === 'connected' && peer.channel ? channelAnswer(peer.channel) : null,
      since: peer.state === 'connected' ? BigInt(peer.connectedSince) : null,
      direction: peer.state === 'connected' ? peer.direction : null,
      reason: peer.state === 'absent' ? peer.reason : null,
      bytesReceived: peer.state === 'connected' ? BigInt(peer.bytesReceived) : 0n,
      bytesSent: peer.state === 'connected' ? BigInt(peer.bytesSent) : 0n,
    })),
  };
}

function guardAnswer(state: GuardState): GuardStatus {
  return {
    state: state.is,
    doubt: state.is === 'waiting' ? state.doubt : null,
    limit: state.is === 'waiting' ? state.limit : null,
    missing: 'missing' in state ? state.missing : [],
  };
}

/** The reason may be that of an engine, of any length. */
function mlDsaAnswer(
  verification: MlDsaVerification,
): NonNullable<StatusResponse['node']['mlDsa']> {
  if (verification.by === 'expanded-keys') return { verifiedBy: 'webAssembly', problem: null };
  return { verifiedBy: 'provider', problem: verification.problem?.slice(0, 60) ?? null };
}

function channelAnswer({ group, cipher, signatureScheme, identity }: ChannelFacts) {
  return { group, cipher, signatureScheme, networkKey: identity.networkKey };
}

export function validatorsAnswer({ engine }: ApiSources): ValidatorsResponse {
  const { height } = engine.chain.head().header;
  const members = membersAt(validatorSchedule(engine.chain.state()), nextHeight(height));
  const nameOf = new Map(members.map((member) => [validatorAddress(member), member.node]));
  return {
    height,
    validators: engine.chain.validators().validators.map((validator) => ({
      ...validator,
      name: nameOf.get(validator.address) ?? '',
    })),
  };
}

export async function accountAnswer(
  sources: ApiSources,
  address: Address,
): Promise<AccountResponse> {
  const balances = await sources.store.balances(address);
  const { entry } = provenEntries(sources, endpoints.getAccount, { address });
  const { record } = entry;
  const policies =
    record === null
      ? []
      : [record.policy, ...(record.nextPolicy ? [record.nextPolicy.policy] : [])];
  const keys = new Set(policies.flatMap((policy) => policy.keys.map((key) => key.address)));
  const registeredKeys = [...keys].filter(
    (key) => sources.store.state.get(stateKey.key(key)) !== undefined,
  );
  return { entry, reported: { balances, registeredKeys } };
}

/** A page of accounts; balances and proofs are those of each account by itself. */
export async function accountsAnswer(
  { engine, store }: ApiSources,
  after: Address | undefined,
): Promise<AccountsResponse> {
  const { height } = engine.chain.head().header;
  const accounts: AccountsResponse['accounts'][number][] = [];
  let next: Address | null = null;
  for await (const [key, record] of store.records('account', after && stateKey.account(after))) {
    if (accounts.length === limits.accountsPageMax) {
      next = accounts.at(-1)?.address ?? null;
      break;
    }
    const policy = policyAt(record, nextHeight(height));
    accounts.push({
      address: key.slice('account/'.length) as Address,
      sequence: record.sequence,
      keys: policy.keys.length,
      postQuantum: isPostQuantum(policy),
    });
  }
  return { height, accounts, next };
}

export function mempoolAnswer({ engine: { mempool } }: ApiSources): MempoolResponse {
  const shown: VerifiedTransaction[] = [];
  for (const transaction of mempool.all()) {
    if (shown.length === limits.mempoolShownMax) break;
    shown.push(transaction);
  }
  return {
    count: mempool.count(),
    bytes: mempool.bytes(),
    transactions: shown.map(({ id, signed, encoded }) => ({
      transactionId: id,
      transaction: signed.transaction,
      bytes: encoded.length,
      signatureBytes: splitSignedTransaction(encoded).witnesses.length,
    })),
  };
}

/** As it was after a block; the newest when none is named. */
export async function balanceAnswer(
  sources: ApiSources,
  { height, ...of }: { address: Address; asset: AssetCode; height: Height | undefined },
): Promise<BalanceResponse> {
  if (height === undefined) return provenEntries(sources, endpoints.getBalance, of);
  return { entry: await provenEntryAt(sources, endpoints.getBalance.keys(of).entry, height) };
}

/** The height of the block that a request names. */
export function heightOfBlock({ engine, store }: ApiSources, name: BlockName): Height {
  if (typeof name === 'bigint') return name;
  if (name === 'latest') return engine.chain.head().header.height;
  const height = store.findBlock(name);
  if (height !== undefined) return height;
  throw new ApiError('not_found', `there is no final block with the id ${name}`);
}

export function blockAnswer(sources: ApiSources, height: Height): BlockResponse {
  const { store } = sources;
  const final = store.finalHeader(height);
  const content = store.finalContent(height);
  const receipts = store.receipts(height);
  if (final === undefined) {
    const newest = store.head().header.height;
    throw new ApiError('not_found', `there is no block ${height}; the newest is ${newest}`);
  }
  return {
    ...final,
    evidence: content === undefined ? null : nameEvidence(sources, content.evidence),
    transactions: (receipts ?? []).map((receipt, index) => {
      const encoded = content?.transactions[index];
      return {
        ...receipt,
        bytes: encoded?.length ?? 0,
        signatureBytes:
          encoded === undefined ? 0 : splitSignedTransaction(encoded).witnesses.length,
      };
    }),
  };
}

/** A transaction: final with its proofs, or waiting. `undefined` when this node knows nothing of it. */
export function transactionAnswer(sources: ApiSources, id: Hash): TransactionResponse | undefined {
  const place = sources.store.findTransaction(id);
  if (place !== undefined) {
    return { transactionId: id, final: finalTransaction(sources, id, place) };
  }
  if (sources.engine.mempool.findById(id) === undefined) return undefined;
  return { transactionId: id, final: null };
}

function finalTransaction(
  { store }: ApiSources,
  transactionId: Hash,
  { height, index }: { readonly height: Height; readonly index: number },
): FinalTransaction {
  const final = store.finalHeader(height);
  const content = store.finalContent(height);
  const receipts = store.receipts(height);
  const receipt = receipts?.[index];
  const encoded = content?.transactions[index];
  if (
    final === undefined ||
    receipts === undefined ||
    receipt === undefined ||
    encoded === undefined
  ) {
    throw new Error(`transaction ${transactionId} is indexed, but block ${height} is not complete`);
  }
  const signed = decode(signedTransactionCodec, encoded);
  if (!signed.ok) throw new Error(`transaction ${transactionId} in the store is malformed`);
  return {
    transactionId,
    height,
    index,
    receipt,
    signed: signed.value,
    transactionProof: proveListLeaf(
      receipts.map((one) => one.transactionId),
      index,
    ),
    receiptProof: proveListLeaf(receipts.map(receiptHash), index),
    header: final.header,
    certificate: final.certificate,
  };
}
