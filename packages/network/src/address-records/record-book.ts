/** The newest address record of each node that the ledger admits. Nothing of it is consensus. */
import type { SignatureProvider } from '@trellis/crypto';
import type { PeerName } from '@trellis/engine';
import { decode, encode, limits, list } from '@trellis/protocol';
import {
  type AddressRecord,
  addressRecordClaim,
  addressRecordCodec,
  type RecordRefusal,
  type RecordRules,
  refusalOf,
  signerOf,
} from './address-record.ts';

/** As many as a genesis can name nodes; no others are kept. */
export const recordsMax = limits.genesisObserversMax + limits.validatorsMax;

type Outcome = 'kept' | 'bad_signature' | 'no_room' | RecordRefusal;

export interface RecordBook {
  /** Keeps a record if it is newer than the one before and holds. */
  offer(record: AddressRecord): Promise<Outcome>;
  /** Why a record would not be kept, without a look at its signature. */
  refusal(record: AddressRecord): RecordRefusal | undefined;
  /** Keeps a record that this node has signed itself. */
  keepOwn(record: AddressRecord): void;
  /** What this node said last of itself. */
  own(): AddressRecord['content'] | undefined;
  /** What a node said last, if the ledger admits it. */
  of(peer: string): AddressRecord['content'] | undefined;
  /** Of nodes that the ledger admits at present. */
  records(): readonly AddressRecord[];
}

export interface RecordBookOptions
  extends Pick<RecordRules, 'genesis' | 'findNode' | 'now'>,
    Pick<SignatureProvider, 'verify'> {
  readonly self: PeerName;
}

export function createRecordBook(options: RecordBookOptions): RecordBook {
  const newest = new Map<string, AddressRecord>();
  const rules: RecordRules = {
    ...options,
    newestSeq: (peer) => newest.get(peer)?.content.seq,
  };
  const isListed = (record: AddressRecord): boolean =>
    options.findNode(signerOf(record))?.peer === record.content.peer;

  /** Nodes that are no longer admitted make room. */
  function hasRoom(peer: string): boolean {
    if (newest.has(peer) || newest.size < recordsMax) return true;
    for (const [other, record] of newest) if (!isListed(record)) newest.delete(other);
    return newest.size < recordsMax;
  }

  return {
    refusal: (record) => refusalOf(record, rules),
    async offer(record) {
      const refused = refusalOf(record, rules);
      if (refused !== undefined) return refused;
      if (!(await options.verify(addressRecordClaim(record)))) return 'bad_signature';
      // A newer one may have come meanwhile.
      const since = refusalOf(record, rules);
      if (since !== undefined) return since;
      if (!hasRoom(record.content.peer)) return 'no_room';
      newest.set(record.content.peer, record);
      return 'kept';
    },
    keepOwn(record) {
      newest.set(options.self, record);
    },
    own: () => newest.get(options.self)?.content,
    of(peer) {
      const record = newest.get(peer);
      return record !== undefined && isListed(record) ? record.content : undefined;
    },
    records: () => [...newest.values()].filter(isListed),
  };
}

const bookCodec = list(addressRecordCodec, recordsMax);

/** The records as they are kept in a file. */
export function encodeRecords(records: readonly AddressRecord[]): Uint8Array {
  return encode(bookCodec, records);
}

/** `undefined`: the bytes are damaged. That each record holds is for the book to see. */
export function decodeRecords(bytes: Uint8Array): readonly AddressRecord[] | undefined {
  const decoded = decode(bookCodec, bytes);
  return decoded.ok ? decoded.value : undefined;
}
