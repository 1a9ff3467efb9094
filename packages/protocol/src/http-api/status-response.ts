/** The status of a node. */

import { addedLater, open } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { addressCodec, boolean, hashCodec, tag, uint32, uint64 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import { chainIdCodec, heightCodec, roundCodec, timeCodec } from '../scalars.ts';
import { shortText } from './short-text.ts';

/** Whom a node is connected with, or not. */
export const peersCodec = list(
  container({
    name: shortText,
    peer: shortText,
    connected: boolean,
    /** What the connection's two ends agreed on, by the names of TLS; `null` when it is not connected. */
    channel: optional(
      container({
        group: shortText,
        cipher: shortText,
        signatureScheme: shortText,
        networkKey: addressCodec,
      }),
    ),
    since: optional(timeCodec),
    direction: optional(open(tag({ inbound: 0, outbound: 1 }))),
    /** Why it is not connected, as far as this node knows. */
    reason: optional(shortText),
    bytesReceived: uint64,
    bytesSent: uint64,
  }),
  1024,
);

/** `GET /v1/status` */
export const statusResponseCodec = container({
  version: shortText,
  chainId: chainIdCodec,
  genesisHash: hashCodec,
  node: container({
    name: shortText,
    peer: shortText,
    /** Address of the key that it votes with at the next height; `null` for a node that only follows. */
    validator: optional(addressCodec),
    /** Who computes its signatures: `native` (OpenSSL) or `portable` (JavaScript). */
    provider: shortText,
    /** Of the process, as random hexadecimal digits: another one has another. */
    instance: addedLater(shortText),
    /**
     * Who verifies signatures of ML-DSA: WebAssembly that keeps expanded keys, or the provider as long as the former is
     * not loaded; `problem` says why it can't be.
     */
    mlDsa: addedLater(
      container({
        verifiedBy: open(tag({ webAssembly: 0, provider: 1 })),
        problem: optional(shortText),
      }),
    ),
    /** Key exchanges that its connections may use, the most wanted first, by their TLS names. */
    groups: list(shortText, 16),
    /** `no`: the classical X25519 is among them. */
    requirePostQuantum: boolean,
  }),
  /** The newest final block. */
  head: container({ height: heightCodec, blockId: hashCodec, time: timeCodec }),
  /** The oldest heights of which it has the block, and the state to prove balances by. */
  keeps: container({
    blocksFrom: heightCodec,
    statesFrom: heightCodec,
    /** The oldest height of which it has the block with all signatures. */
    witnessesFrom: addedLater(heightCodec),
  }),
  /** What the node knows of damage to what it stores. */
  storage: addedLater(
    container({
      /** Places that are damaged at present, such as `receipts 12`. */
      damaged: list(shortText, 1024),
      /** Values that were replaced since the start. */
      healed: uint32,
      /** The height that the chain had before it had to be fetched again; `null` when it is complete. */
      rebuildingTo: optional(heightCodec),
      /** Everything that is stored is read again and again: values of this pass, of about how many, and passes done. */
      scrub: container({ read: uint32, of: optional(uint32), passes: uint32 }),
    }),
  ),
  consensus: container({
    height: heightCodec,
    round: roundCodec,
    step: open(tag({ idle: 0, propose: 1, prevote: 2, precommit: 3, decided: 4 })),
  }),
  /** Whether it may sign; until it may, up to which height it signs nothing and who has not been heard of yet. */
  guard: addedLater(
    container({
      state: open(tag({ none: 0, voting: 1, comparing: 2, waiting: 3 })),
      /** `old`: it signed more than it remembers. `unsure`: that can't be ruled out yet. */
      doubt: optional(open(tag({ unsure: 1, old: 2, withdrawn: 3 }))),
      limit: optional(heightCodec),
      missing: list(addressCodec, limits.validatorsMax),
    }),
  ),
  /** How far the next block's time is at least ahead of the node's clock, in milliseconds; 0 if it is not. */
  chainAheadMs: addedLater(uint64),
  mempool: container({ count: uint32, bytes: uint32 }),
  peers: peersCodec,
});

export type StatusResponse = ValueOf<typeof statusResponseCodec>;

/** What a node says of itself. */
export type StorageStatus = NonNullable<StatusResponse['storage']>;
export type GuardStatus = NonNullable<StatusResponse['guard']>;
