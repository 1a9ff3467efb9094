/** Answers of a node on the fake chain, for tests of what a client asks and how it continues. */
import type { Address, Hash } from '@trellis/crypto';
import {
  type AccountRecord,
  encodeStateRecord,
  genesisHash,
  listRoot,
  proveListLeaf,
  receiptHash,
  stateKey,
  toHeight,
  transactionId,
} from '@trellis/protocol';
import type {
  AccountResponse,
  BlockResponse,
  FinalTransaction,
  StatusResponse,
  TransactionResponse,
} from '@trellis/protocol/http-api';
import type { ProvenAccount } from '../read-state.ts';
import { certify, type FakeChain, fakeHeader, proveEntry } from './fake-chain.ts';

export function statusAt({ trusted, genesis }: FakeChain, height: bigint): StatusResponse {
  return {
    version: '0.1.0',
    chainId: trusted.chainId,
    genesisHash: genesisHash(genesis),
    node: {
      name: 'node0',
      peer: 'peer',
      validator: null,
      provider: 'native',
      instance: '00',
      mlDsa: { verifiedBy: 'webAssembly', problem: null },
      groups: ['X25519MLKEM768'],
      requirePostQuantum: true,
    },
    head: { height: toHeight(height), blockId: genesisHash(genesis), time: 1n },
    keeps: { blocksFrom: toHeight(0), statesFrom: toHeight(height), witnessesFrom: toHeight(0) },
    storage: {
      damaged: [],
      healed: 0,
      rebuildingTo: null,
      scrub: { read: 0, of: null, passes: 0 },
    },
    consensus: { height: toHeight(height + 1n), round: 0, step: 'propose' },
    guard: { state: 'voting', doubt: null, limit: null, missing: [] },
    chainAheadMs: 0n,
    mempool: { count: 0, bytes: 0 },
    peers: [],
  };
}

/** The answer of a node whose state has nothing but this account. */
export async function accountAnswer(
  chain: FakeChain,
  address: Address,
  account: AccountRecord | null,
  { registeredKeys = [], height = 7n }: AccountFacts = {},
): Promise<AccountResponse> {
  const key = stateKey.account(address);
  const state = new Map(account === null ? [] : [[key, encodeStateRecord(key, account)]]);
  const { root, proof } = proveEntry(state, key);
  const header = fakeHeader(chain, { stateRoot: root, height: toHeight(height) });
  const certificate = await certify(chain, header);
  const entry = { key, record: account, proof, header, certificate };
  return { entry, reported: { balances: [], registeredKeys } };
}

interface AccountFacts {
  readonly registeredKeys?: readonly Address[];
  readonly height?: bigint;
}

/** An account as it is after it was found to be true. */
export function provenAccount(
  chain: FakeChain,
  address: Address,
  account: AccountRecord | null,
  registeredKeys: readonly Address[] = [],
): ProvenAccount {
  const asOf = { header: fakeHeader(chain), certificate: null, entries: [] };
  return { ...asOf, value: account, address, reported: { balances: [], registeredKeys } };
}

/** `final: null` for one that waits. */
export function pending(transactionId: Hash): TransactionResponse {
  return { transactionId, final: null };
}

/** Final, alone in its block. */
export async function finalAnswer(
  chain: FakeChain,
  signed: FinalTransaction['signed'],
): Promise<TransactionResponse> {
  const id = transactionId(signed.transaction);
  const receipt = {
    transactionId: id,
    status: 'success' as const,
    failedOperation: null,
    fee: 0n,
  };
  const header = fakeHeader(chain, {
    transactionsRoot: listRoot([id]),
    receiptsRoot: listRoot([receiptHash(receipt)]),
  });
  return {
    transactionId: id,
    final: {
      transactionId: id,
      height: header.height,
      index: 0,
      receipt,
      signed,
      transactionProof: proveListLeaf([id], 0),
      receiptProof: proveListLeaf([receiptHash(receipt)], 0),
      header,
      certificate: await certify(chain, header),
    },
  };
}

/** A block with these transactions in it, all successful. */
export function blockAnswer(
  chain: FakeChain,
  height: bigint,
  transactionIds: readonly Hash[],
): BlockResponse {
  return {
    blockId: genesisHash(chain.genesis),
    header: fakeHeader(chain, { height: toHeight(height) }),
    certificate: null,
    evidence: [],
    transactions: transactionIds.map((transactionId) => ({
      transactionId,
      status: 'success',
      failedOperation: null,
      fee: 0n,
      bytes: 100,
      signatureBytes: 64,
    })),
  };
}
