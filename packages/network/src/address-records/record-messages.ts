/** What peers tell each other of address records, on a protocol of its own that older nodes do not offer. */
import { container, list, peerCodec, uint64, union, type ValueOf } from '@trellis/protocol';
import { addressRecordCodec } from './address-record.ts';
import { recordsMax } from './record-book.ts';

export const addressProtocol = '/trellis/1/addresses';

export const recordMessageCodec = union({
  /** The records that the sender has; whoever has newer ones, or others, sends them. */
  have: [1, container({ records: list(container({ peer: peerCodec, seq: uint64 }), recordsMax) })],
  record: [2, container({ record: addressRecordCodec })],
});

export type RecordMessage = ValueOf<typeof recordMessageCodec>;

/** A peer id has at most 128 characters, and 52 with the keys that nodes have; with it come a number and two lengths. */
export const recordMessageBytesMax = recordsMax * 144;
