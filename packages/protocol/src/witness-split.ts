/**
 * Keeping witnesses apart from what they witness, without decoding either: a signed transaction's
 * encoding is two offsets, the transaction, then its witnesses (SSZ container of two variable parts).
 */
import { concatBytes } from '@trellis/crypto';

/** Two offsets of 4 bytes. */
const offsetsBytes = 8;

/** The two parts of an encoded transaction. */
export interface SplitTransaction {
  /** The encoding of the transaction: what its id is a hash of. */
  readonly transaction: Uint8Array;
  /** The encoding of the list of witnesses. */
  readonly witnesses: Uint8Array;
}

/** Splits the canonical encoding of a signed transaction; the parts share its memory. */
export function splitSignedTransaction(encoded: Uint8Array): SplitTransaction {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const middle = view.getUint32(4, true);
  return {
    transaction: encoded.subarray(offsetsBytes, middle),
    witnesses: encoded.subarray(middle),
  };
}

/** The encoding that `splitSignedTransaction` split. */
export function joinSignedTransaction({ transaction, witnesses }: SplitTransaction): Uint8Array {
  const offsets = new Uint8Array(offsetsBytes);
  const view = new DataView(offsets.buffer);
  view.setUint32(0, offsetsBytes, true);
  view.setUint32(4, offsetsBytes + transaction.length, true);
  return concatBytes(offsets, transaction, witnesses);
}
