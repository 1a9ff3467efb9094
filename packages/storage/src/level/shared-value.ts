/**
 * What a node gives peers of its database, for those whose own is damaged. They ask by the keys of the layout that all
 * versions know; whichever this database has, it answers with the same value.
 */
import { type Hash, toHex } from '@trellis/crypto';
import { encode, type Height } from '@trellis/protocol';
import { readRecord } from './database.ts';
import type { Database } from './database-interface.ts';
import { heightOf, keys, prefixOf, sharedKinds } from './keyspace.ts';
import { bodyRecordCodec, headRecordCodec } from './records.ts';
import { readHeader, readThinBody, readWholeBody, readWitnesses } from './stored-block.ts';
import { encodeThinBody, thinHeaderCodec, thinHeaderOf, tracesOf } from './thin-block.ts';

type Reader = Pick<Database, 'getSync' | 'damage'>;

/** `undefined` when it is not here, or not the same at every node. Throws `DamagedValue`. */
export function sharedValue(database: Reader, key: Uint8Array): Uint8Array | undefined {
  const prefix = prefixOf(key);
  if (prefix === undefined || !sharedKinds.has(prefix)) return undefined;
  const stored = database.getSync(key);
  if (stored !== undefined) return stored;
  switch (prefix) {
    case 'body':
    case 'witnesses': {
      const id = toHex(key.subarray(1)) as Hash;
      const height = readRecord(database, keys.blockPlace(id), headRecordCodec)?.height;
      if (height === undefined) return undefined;
      return database.getSync(
        prefix === 'body' ? keys.bodyAt(height, id) : keys.witnessesAt(height, id),
      );
    }
    case 'blockPlace': {
      const id = toHex(key.subarray(1)) as Hash;
      const header = readRecord(database, keys.body(id), bodyRecordCodec)?.header;
      return header && encode(headRecordCodec, { height: header.height });
    }
    case 'thinHeader': {
      const header = readHeader(database, heightOf(key))?.header;
      return header && encode(thinHeaderCodec, thinHeaderOf(header));
    }
    case 'thinBody':
      return thinBodyAt(database, heightOf(key));
    default:
      return undefined;
  }
}

/** The key by which peers are asked for what stands under a key here. */
export function askedKey(key: Uint8Array): Uint8Array {
  const prefix = prefixOf(key);
  const id = toHex(key.subarray(9)) as Hash;
  if (prefix === 'bodyAt') return keys.body(id);
  return prefix === 'witnessesAt' ? keys.witnesses(id) : key;
}

/** A block's evidence and transactions as they are kept when its signatures are pruned; `undefined` if it has none. */
export function thinBodyAt(database: Reader, height: Height): Uint8Array | undefined {
  const final = readHeader(database, height);
  if (final === undefined) return undefined;
  const thin = readThinBody(database, height);
  if (thin !== undefined) return encodeThinBody(thin);
  const place = { height, blockId: final.blockId };
  const body = readWholeBody(database, place);
  const witnesses = readWitnesses(database, place);
  if (body === undefined || witnesses === undefined) return undefined;
  const { evidence, transactions } = body;
  const traces = transactions.map((transaction, index) =>
    tracesOf(transaction, witnesses[index] ?? new Uint8Array()),
  );
  return encodeThinBody({ evidence, transactions, traces });
}
