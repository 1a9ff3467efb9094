/**
 * Holds: units that left their payer's balance and have not reached their payee. A named arbiter pays
 * them out, or whoever shows what a SHA-256 hash was made of; at their time they go back by themselves.
 */
import { type Hash, hash, hashBytes } from '@trellis/crypto';
import type { ValueOf } from './codec.ts';
import { addressCodec, byteVector, hashCodec, uint64 } from './codec-basic.ts';
import { container, list, union } from './codec-composite.ts';
import { limits } from './limits.ts';
import { amountCodec, assetCodeCodec, heightCodec, timeCodec } from './scalars.ts';

/** What makes a hold pay its payee. */
export const holdReleaseCodec = union({
  /** The arbiter decides; it may be the payee, as when a hotel charges a card, or a third party. */
  arbiter: [1, container({ arbiter: addressCodec })],
  /** Anybody shows 32 bytes of this SHA-256 hash, without a prefix, so that other ledgers can have it too. */
  preimage: [2, container({ sha256: hashCodec })],
});

/**
 * What a SHA-256 hash of a hold is made of: 32 bytes exactly, as a secret that is longer than another
 * ledger takes could be shown on one side of a swap and not on the other.
 */
export const preimageCodec = byteVector(32);

export const holdFields = {
  payer: addressCodec,
  payee: addressCodec,
  asset: assetCodeCodec,
  amount: amountCodec,
  /** From this block time on it can't be paid out; the first block then gives it back. A whole second. */
  expiresAt: timeCodec,
  release: holdReleaseCodec,
  reservedAt: heightCodec,
};

/** Under `hold/`. */
export const holdRecordCodec = container(holdFields);

/** Under `expiry/`: the holds that end at one second. */
export const expiryRecordCodec = container({ holds: list(hashCodec, limits.holdsPerSecondMax) });

/** Under `expiryQueue/`: a second at which holds end, at a place of a binary heap. */
export const expiryQueueRecordCodec = container({ second: uint64 });

export type HoldRelease = ValueOf<typeof holdReleaseCodec>;
export type HoldRecord = ValueOf<typeof holdRecordCodec>;
export type ExpiryRecord = ValueOf<typeof expiryRecordCodec>;
export type ExpiryQueueRecord = ValueOf<typeof expiryQueueRecordCodec>;

/** The name of the hold that an operation of a transaction makes; known before it is signed. */
export function holdId(transactionId: Hash, operationIndex: number): Hash {
  return hash('hold', hashBytes(transactionId), Uint8Array.of(operationIndex));
}
