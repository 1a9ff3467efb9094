/** Entries of the state with everything that proves them, as answers of the API have them. */
import { exact } from '../answer.ts';
import { type BlockHeader, blockHeaderCodec } from '../block.ts';
import type { RecordCodec, ValueOf } from '../codec.ts';
import { container, optional } from '../codec-composite.ts';
import { type CommitCertificate, commitCertificateCodec } from '../commit-certificate.ts';
import { type MapProof, mapProofCodec } from '../map-proof.ts';
import { type StateKey, stateKeyCodec } from '../state-key.ts';
import { type RecordOf, recordCodecOf, type StateKind } from '../state-kinds.ts';

/** A header with the certificate that makes it final; block 0 has none. */
export const finalHeaderFields = {
  header: exact(blockHeaderCodec),
  certificate: optional(exact(commitCertificateCodec)),
};

/**
 * What a final state has under a key, with everything that proves it. The proof is about the canonical encoding
 * of the record, so that the record stands in an answer once, and in a form that people can read.
 */
export interface ProvenEntry<K extends StateKind = StateKind> {
  /** The key as the node has it; a client takes the one that follows from its question. */
  readonly key: StateKey;
  /** `null` proves that there is none. */
  readonly record: RecordOf<K> | null;
  readonly proof: MapProof;
  readonly header: BlockHeader;
  readonly certificate: CommitCertificate | null;
}

/** A proof that a final state has nothing under a key. */
export const provenAbsenceCodec = container({
  key: stateKeyCodec,
  proof: mapProofCodec,
  ...finalHeaderFields,
});

export type ProvenAbsence = ValueOf<typeof provenAbsenceCodec>;

/** What does not exist when nothing is stored under a key, as sentences name it: `asset EUR`. */
export interface Absence {
  readonly key: StateKey;
  readonly what: string;
}

/** Keys of the state, by the names that their entries have in an answer. */
export type EntryKeys = Readonly<Record<string, StateKey>>;

type KindOf<Key> = Key extends StateKey<infer K extends StateKind> ? K : never;

/** The entries under such keys. */
export type EntriesOf<K extends EntryKeys> = {
  readonly [Name in keyof K]: ProvenEntry<KindOf<K[Name]>>;
};

/** The records under such keys. */
export type RecordsOf<K extends EntryKeys> = {
  readonly [Name in keyof K]: RecordOf<KindOf<K[Name]>> | null;
};

/** The codec of proven entries of a kind. */
export function provenEntryCodec<K extends StateKind>(kind: K): RecordCodec<ProvenEntry<K>> {
  return container({
    key: stateKeyCodec,
    record: optional(exact(recordCodecOf(kind))),
    proof: mapProofCodec,
    ...finalHeaderFields,
  });
}
