/**
 * The address record: where a node is reached, signed by its network key, as Ethereum's ENR (EIP-778) and libp2p's
 * signed peer record (RFC 0003). The record with the highest `seq` counts. docs/decisions/0025-address-records.md
 */
import {
  type Address,
  type Hash,
  keyAddress,
  type SignatureClaim,
  type SigningKey,
  schemes,
} from '@trellis/crypto';
import type { PeerName } from '@trellis/engine';
import {
  byteVector,
  container,
  encode,
  hashCodec,
  list,
  peerCodec,
  uint64,
  type ValueOf,
} from '@trellis/protocol';
import { clockSkewMs } from '../channel/certificate.ts';
import { addressesMax, publicMultiaddrCodec } from './multiaddr.ts';

const scheme = 'ml-dsa-65';

const contentCodec = container({
  /** Of the chain: a record counts on one network only. */
  genesis: hashCodec,
  peer: peerCodec,
  /** Milliseconds since 1970 when it was made, or one more than that of the record before. */
  seq: uint64,
  /** Empty: the node takes back what it said before. */
  addresses: list(publicMultiaddrCodec, addressesMax),
  /** The ledger has its address (`keyAddress`) only. */
  networkKey: byteVector(schemes[scheme].publicKeyBytes),
});

export const addressRecordCodec = container({
  content: contentCodec,
  signature: byteVector(schemes[scheme].signatureBytes),
});

export type AddressRecord = ValueOf<typeof addressRecordCodec>;

/** Clocks differ; a record from further ahead would stand in the way of later ones until then. */
export const seqAheadMax = clockSkewMs;

/** What a node says of itself from now on. */
export async function signAddressRecord(
  key: SigningKey,
  said: Pick<AddressRecord['content'], 'genesis' | 'addresses' | 'seq'> & {
    readonly peer: PeerName;
  },
): Promise<AddressRecord> {
  const content = { ...said, networkKey: key.publicKey };
  return { content, signature: await key.sign('address-record', messageOf(content)) };
}

/** What has to hold of a record's signature. */
export function addressRecordClaim({ content, signature }: AddressRecord): SignatureClaim {
  const { networkKey: publicKey } = content;
  return { scheme, publicKey, message: messageOf(content), signature, purpose: 'address-record' };
}

/** The network key that signed a record, as the ledger names it. */
export function signerOf({ content }: AddressRecord): Address {
  return keyAddress(scheme, content.networkKey);
}

function messageOf(content: AddressRecord['content']): Uint8Array {
  return encode(contentCodec, content);
}

/** What a record is judged by before its signature is looked at. */
export interface RecordRules {
  readonly genesis: Hash;
  /** The node that the ledger admits with a network key. */
  readonly findNode: (networkKey: Address) => { readonly peer: string } | undefined;
  /** `undefined`: no record of this peer is known. */
  readonly newestSeq: (peer: string) => bigint | undefined;
  readonly now: () => number;
}

export type RecordRefusal = 'other_chain' | 'not_newer' | 'ahead_of_time' | 'not_listed';

/** Why a record is not looked at further; the cheapest first. Honest nodes may differ in all of these for a while. */
export function refusalOf(record: AddressRecord, rules: RecordRules): RecordRefusal | undefined {
  const { genesis, peer, seq } = record.content;
  if (genesis !== rules.genesis) return 'other_chain';
  if (seq <= (rules.newestSeq(peer) ?? -1n)) return 'not_newer';
  if (seq > BigInt(rules.now() + seqAheadMax)) return 'ahead_of_time';
  if (rules.findNode(signerOf(record))?.peer !== peer) return 'not_listed';
  return undefined;
}
