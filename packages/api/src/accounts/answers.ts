/** Builds the answers of the HTTP API from the newest final state. */
import type { Address, Hash, MlDsaVerification } from '@trellis/crypto';
import type { ChannelFacts, GuardState } from '@trellis/engine';
import type { VerifiedTransaction } from '@trellis/ledger';
import { policyAt, validatorSchedule } from '@trellis/ledger';
import {
  type AssetCode,
  decodeTrusted,
  type Height,
  isPostQuantum,
  limits,
  membersAt,
  nextHeight,
  proveListLeaf,
  receiptHash,
  type SignedTransaction,
  signedTransactionCodec,
  splitSignedTransaction,
  stateKey,
  toHeight,
  transactionCodec,
  validatorAddress,
} from '@trellis/protocol';
import {
  type AccountResponse,
  type AccountsResponse,
  type BalanceResponse,
  type BlockName,
  type BlockResponse,
  endpoints,
  type FinalityResponse,
  type FinalTransaction,
  type GuardStatus,
  type MempoolResponse,
  type StatusResponse,
  type TransactionResponse,
  type ValidatorsResponse,
} from '@trellis/protocol/http-api';
import { nameEvidence } from '../evidence/named-evidence.ts';
import { ApiError, PrunedError } from '../http/problem.ts';
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
      ...keepsAnswer(store),
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

/** Block 0 follows from the genesis, which every node has; it counts where nothing is missing after it. */
function keepsAnswer(store: ApiSources['store']) {
  const { blocksFrom, witnessesFrom } = store.keeps();
  const fromGenesis = (height: Height): Height => (height === 1n ? toHeight(0n) : height);
  return { blocksFrom: fromGenesis(blocksFrom), witnessesFrom: fromGenesis(witnessesFrom) };
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
  const body = store.finalBody(height);
  const receipts = store.receipts(height);
  if (final === undefined) {
    const newest = store.head().header.height;
    throw new ApiError('not_found', `there is no block ${height}; the newest is ${newest}`);
  }
  if (body === undefined) requireNotPruned(store, height);
  return {
    ...final,
    evidence: body === undefined ? null : nameEvidence(sources, body.evidence),
    transactions: (receipts ?? []).map((receipt, index) => {
      const { bytes = 0, signatureBytes = 0 } = body?.transactions[index] ?? {};
      return { ...receipt, bytes, signatureBytes };
    }),
  };
}

/** What makes a block final, with the headers up to a certified one if that was pruned. */
export function finalityAnswer({ store }: ApiSources, height: Height): FinalityResponse {
  const proof = store.finalityProof(height);
  if (proof !== undefined) return proof;
  throw new ApiError('not_found', `this node has no block ${height} with what makes it final`);
}

/** Throws `PrunedError` for a block that this node had. */
function requireNotPruned(store: ApiSources['store'], height: Height): void {
  const { blocksFrom } = store.keeps();
  if (height <= store.base() || height >= blocksFrom) return;
  throw new PrunedError(
    height,
    `block ${height} was pruned here, where blocks are kept from ${blocksFrom} on`,
  );
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
  const receipts = store.receipts(height);
  const receipt = receipts?.[index];
  const signed = signedAt(store, height, index);
  if (
    final === undefined ||
    receipts === undefined ||
    receipt === undefined ||
    signed === undefined
  ) {
    requireNotPruned(store, height);
    throw new Error(`transaction ${transactionId} is indexed, but block ${height} is not complete`);
  }
  return {
    transactionId,
    height,
    index,
    receipt,
    signed,
    transactionProof: proveListLeaf(
      receipts.map((one) => one.transactionId),
      index,
    ),
    receiptProof: proveListLeaf(receipts.map(receiptHash), index),
    header: final.header,
    certificate: final.certificate,
  };
}

/** A final transaction with its signatures, or without them where they were pruned. */
function signedAt(
  store: ApiSources['store'],
  height: Height,
  index: number,
): SignedTransaction | undefined {
  const whole = store.finalContent(height)?.transactions[index];
  if (whole !== undefined) return decodeTrusted(signedTransactionCodec, whole, 'a transaction');
  const body = store.finalBody(height)?.transactions[index];
  return (
    body && {
      transaction: decodeTrusted(transactionCodec, body.encoded, 'a transaction'),
      witnesses: [],
    }
  );
}
