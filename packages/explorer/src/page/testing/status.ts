/** What a node says of itself, for tests: nothing but its chain and its newest block counts. */

import type { Hash } from '@trellis/crypto';
import { type ChainId, toHeight } from '@trellis/protocol';
import { statusResponseCodec } from '@trellis/protocol/http-api';

export const testChainId = 'test-chain' as ChainId;
export const testGenesisHash = 'cd'.repeat(32) as Hash;

/** The answer of a node at this height. */
export function statusJson(height: bigint, genesisHash: Hash = testGenesisHash): string {
  const status = {
    version: '1',
    chainId: testChainId,
    genesisHash,
    node: {
      name: 'node1',
      peer: 'peer1',
      validator: null,
      provider: 'native',
      instance: '',
      mlDsa: { verifiedBy: 'provider' as const, problem: null },
      groups: [],
      requirePostQuantum: true,
    },
    head: { height: toHeight(height), blockId: testGenesisHash, time: 0n },
    keeps: { blocksFrom: toHeight(0n), statesFrom: toHeight(0n), witnessesFrom: toHeight(0n) },
    consensus: { height: toHeight(height), round: 0, step: 'idle' as const },
    storage: {
      damaged: [],
      healed: 0,
      rebuildingTo: null,
      scrub: { read: 0, of: null, passes: 0 },
    },
    guard: { state: 'voting' as const, doubt: null, limit: null, missing: [] },
    chainAheadMs: 0n,
    mempool: { count: 0, bytes: 0 },
    peers: [],
  };
  return JSON.stringify(statusResponseCodec.toJson(status));
}
