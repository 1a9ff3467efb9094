/** Blocks as they stand in the database, whole or pruned, in either layout. */
import type { Hash } from '@trellis/crypto';
import type { BlockBody, BlockContent, FinalHeader } from '@trellis/engine';
import {
  blockId,
  type Evidence,
  type Height,
  joinSignedTransaction,
  type Receipt,
} from '@trellis/protocol';
import { readRecord } from './database.ts';
import type { Database } from './database-interface.ts';
import { keys } from './keyspace.ts';
import {
  bodyRecordCodec,
  headerRecordCodec,
  receiptsRecordCodec,
  witnessesRecordCodec,
} from './records.ts';
import {
  blankWitnesses,
  decodeThinBody,
  fullHeader,
  isEmptyBlock,
  type ThinBody,
  thinHeaderCodec,
} from './thin-block.ts';

type Reader = Pick<Database, 'getSync' | 'damage'>;

/** Which block; `height` is `null` where it is stored by its id alone. */
export interface BlockPlace {
  readonly height: Height | null;
  readonly blockId: Hash;
}

/** A final header; one whose certificate was pruned has `null`. */
export function readHeader(database: Reader, height: Height): FinalHeader | undefined {
  const whole = readRecord(database, keys.header(height), headerRecordCodec);
  if (whole !== undefined) return whole;
  const thin = readRecord(database, keys.thinHeader(height), thinHeaderCodec);
  if (thin === undefined) return undefined;
  const header = fullHeader(height, thin);
  return { header, blockId: blockId(header), certificate: null };
}

/** What a block holds, whether it is final or may become so; `undefined` when some of it is missing or was pruned. */
export function readContent(database: Reader, place: BlockPlace): BlockContent | undefined {
  const body = readWholeBody(database, place);
  const witnesses = readWitnesses(database, place);
  if (body === undefined || witnesses === undefined) return undefined;
  const transactions = body.transactions.map((transaction, index) => {
    const witness = witnesses[index];
    if (witness === undefined) {
      throw database.damage(keys.witnesses(place.blockId), 'some are missing');
    }
    return joinSignedTransaction({ transaction, witnesses: witness });
  });
  return { header: body.header, evidence: body.evidence, transactions };
}

/** A final block without its signatures; `undefined` when that was pruned too. */
export function readBody(database: Reader, final: FinalHeader): BlockBody | undefined {
  const { header } = final;
  const { height } = header;
  const found = readEither(database, { height, blockId: final.blockId });
  if (found === undefined) {
    const isEmpty = height > 0n && isEmptyBlock(header);
    return isEmpty ? { header, evidence: [], transactions: [] } : undefined;
  }
  const { evidence, transactions, witnessBytes } = found;
  return {
    header,
    evidence,
    transactions: transactions.map((encoded, index) => {
      const signatureBytes = witnessBytes(index);
      const none = joinSignedTransaction({ transaction: encoded, witnesses: new Uint8Array() });
      return { encoded, bytes: none.length + signatureBytes, signatureBytes };
    }),
  };
}

interface FoundBody {
  readonly evidence: readonly Evidence[];
  readonly transactions: readonly Uint8Array[];
  readonly witnessBytes: (index: number) => number;
}

function readEither(
  database: Reader,
  place: { readonly height: Height; readonly blockId: Hash },
): FoundBody | undefined {
  const whole = readWholeBody(database, place);
  if (whole !== undefined) {
    const witnesses = readWitnesses(database, place);
    return { ...whole, witnessBytes: (index) => witnesses?.[index]?.length ?? 0 };
  }
  const thin = readThinBody(database, place.height);
  if (thin === undefined) return undefined;
  const { transactions, traces } = thin;
  const witnessBytes = (index: number): number =>
    blankWitnesses(transactions[index] ?? new Uint8Array(), traces[index] ?? []).length;
  return { ...thin, witnessBytes };
}

export function readWholeBody(database: Reader, { height, blockId: id }: BlockPlace) {
  const at =
    height === null ? undefined : readRecord(database, keys.bodyAt(height, id), bodyRecordCodec);
  return at ?? readRecord(database, keys.body(id), bodyRecordCodec);
}

export function readWitnesses(
  database: Reader,
  { height, blockId: id }: BlockPlace,
): readonly Uint8Array[] | undefined {
  const at =
    height === null
      ? undefined
      : readRecord(database, keys.witnessesAt(height, id), witnessesRecordCodec);
  return at ?? readRecord(database, keys.witnesses(id), witnessesRecordCodec);
}

export function readThinBody(database: Reader, height: Height): ThinBody | undefined {
  const key = keys.thinBody(height);
  const stored = database.getSync(key);
  if (stored === undefined) return undefined;
  try {
    return decodeThinBody(stored);
  } catch (error) {
    throw database.damage(key, error instanceof Error ? error.message : `${error}`);
  }
}

/** Receipts of a final block; those of a pruned block without transactions follow from its header. */
export function readReceipts(database: Reader, height: Height): readonly Receipt[] | undefined {
  const stored = readRecord(database, keys.receipts(height), receiptsRecordCodec);
  if (stored !== undefined || height === 0n) return stored;
  const final = readHeader(database, height);
  return final !== undefined && isEmptyBlock(final.header) ? [] : undefined;
}
