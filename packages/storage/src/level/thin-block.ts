/**
 * Pruned blocks: a header without what follows from its place and from empty lists, and the transactions of a block
 * without signatures. Of each witness is kept what the execution of its block uses, so that an audit can compute the
 * states again.
 */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import {
  addressCodec,
  type BlockHeader,
  byteList,
  chainIdCodec,
  container,
  decodeTrusted,
  encode,
  evidenceListCodec,
  evidenceRoot,
  type Height,
  hashCodec,
  joinSignedTransaction,
  limits,
  list,
  listRoot,
  messageLimits,
  optional,
  publicKeyCodec,
  signedTransactionCodec,
  splitSignedTransaction,
  timeCodec,
  uint8,
  uint16,
  uint32,
  type ValueOf,
} from '@trellis/protocol';

const noTransactions = listRoot([]);
const noEvidence = evidenceRoot([]);

export const thinHeaderCodec = container({
  chainId: chainIdCodec,
  time: timeCodec,
  proposer: addressCodec,
  previousBlockId: hashCodec,
  stateRoot: hashCodec,
  validatorSetHash: hashCodec,
  version: uint32,
  /** `null` of a block without transactions. */
  roots: optional(
    container({ transactionsRoot: hashCodec, witnessRoot: hashCodec, receiptsRoot: hashCodec }),
  ),
  /** `null` of a block without evidence. */
  evidenceRoot: optional(hashCodec),
  /** `null` where they are the same as those of the block. */
  nextValidatorSetHash: optional(hashCodec),
});

type ThinHeader = ValueOf<typeof thinHeaderCodec>;

export function thinHeaderOf(header: BlockHeader): ThinHeader {
  const { transactionsRoot, witnessRoot, receiptsRoot, nextValidatorSetHash, ...rest } = header;
  const isEmpty = [transactionsRoot, witnessRoot, receiptsRoot].every((r) => r === noTransactions);
  return {
    ...rest,
    roots: isEmpty ? null : { transactionsRoot, witnessRoot, receiptsRoot },
    evidenceRoot: header.evidenceRoot === noEvidence ? null : header.evidenceRoot,
    nextValidatorSetHash:
      nextValidatorSetHash === header.validatorSetHash ? null : nextValidatorSetHash,
  };
}

/** The header that `thinHeaderOf` was given. */
export function fullHeader(height: Height, thin: ThinHeader): BlockHeader {
  const { roots, ...rest } = thin;
  return {
    ...rest,
    height,
    transactionsRoot: roots?.transactionsRoot ?? noTransactions,
    witnessRoot: roots?.witnessRoot ?? noTransactions,
    receiptsRoot: roots?.receiptsRoot ?? noTransactions,
    evidenceRoot: thin.evidenceRoot ?? noEvidence,
    nextValidatorSetHash: thin.nextValidatorSetHash ?? thin.validatorSetHash,
  };
}

/** Whether there is nothing in a block, so that its header says all of it. */
export function isEmptyBlock(header: BlockHeader): boolean {
  return header.transactionsRoot === noTransactions && header.evidenceRoot === noEvidence;
}

/** A witness without its signature, of which only the length counts for the fee. */
const witnessTraceCodec = container({
  account: addressCodec,
  keyIndex: uint8,
  signatureBytes: uint16,
  publicKey: optional(publicKeyCodec),
});

const thinBodyCodec = container({
  evidence: evidenceListCodec,
  transactions: list(byteList(limits.transactionBytesMax), limits.blockTransactionsMax),
  traces: list(list(witnessTraceCodec, limits.witnessesMax), limits.blockTransactionsMax),
});

export type ThinBody = ValueOf<typeof thinBodyCodec>;
type WitnessTrace = ThinBody['traces'][number][number];

/** The traces of one transaction's witnesses. */
export function tracesOf(transaction: Uint8Array, witnesses: Uint8Array): readonly WitnessTrace[] {
  const signed = decodeTrusted(
    signedTransactionCodec,
    joinSignedTransaction({ transaction, witnesses }),
    'a transaction',
  );
  return signed.witnesses.map(({ signature, ...rest }) => ({
    ...rest,
    signatureBytes: signature.length,
  }));
}

/** The encoded witnesses that left these traces, with zeros for signatures: of the same length, and good for nothing else. */
export function blankWitnesses(
  transaction: Uint8Array,
  traces: readonly WitnessTrace[],
): Uint8Array {
  const none = joinSignedTransaction({ transaction, witnesses: new Uint8Array() });
  const signed = decodeTrusted(signedTransactionCodec, none, 'a transaction');
  const witnesses = traces.map(({ signatureBytes, ...rest }) => ({
    ...rest,
    signature: new Uint8Array(signatureBytes),
  }));
  return splitSignedTransaction(encode(signedTransactionCodec, { ...signed, witnesses })).witnesses;
}

export function encodeThinBody(body: ThinBody): Uint8Array {
  return zstdCompressSync(encode(thinBodyCodec, body));
}

/** Throws for bytes that `encodeThinBody` did not make. */
export function decodeThinBody(bytes: Uint8Array): ThinBody {
  const maxOutputLength = messageLimits.blockContentBytesMax;
  return decodeTrusted(thinBodyCodec, zstdDecompressSync(bytes, { maxOutputLength }), 'a body');
}
