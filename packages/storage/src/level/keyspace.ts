/** Every key of the database: a prefix byte, then what it is about. A retired prefix is never used again. */

import type { Address, Hash } from '@trellis/crypto';
import { toHex, writeAscii, writeHex } from '@trellis/crypto';
import { type AssetCode, type Height, type StateKey, toHeight } from '@trellis/protocol';
import type { HistoryPlace, HistoryRange } from './history.ts';

export const prefixes = {
  /** `M` name → see `metaNames`. */
  meta: 0x4d,
  /** `H` height → header and certificate. */
  header: 0x48,
  /** `B` block id → header and transactions without witnesses; also of blocks that may become final. */
  body: 0x42,
  /** `C` block id → nothing: a block that may become final, or a loser to be forgotten with the next one. */
  proposedBlock: 0x43,
  /** `W` block id → the witnesses of its transactions. Can be pruned; nothing else refers to them. */
  witnesses: 0x57,
  /** `R` height → the receipts of its transactions. */
  receipts: 0x52,
  /** `T` transaction id → height and position. */
  transaction: 0x54,
  /** `E` address of a validator → evidence against it that waits for a block. */
  evidence: 0x45,
  /** `I` hash of an idempotency key and its owner → the transaction that was submitted under it. */
  keyedTransaction: 0x49,
  /** `O` height → nothing: a block that holds evidence. */
  infraction: 0x4f,
  /** `V` height → the validators of the next height, if they are others than this one's. */
  validatorChange: 0x56,
  /** `S` state key → encoded record. */
  state: 0x53,
  /** `N` path → page of the state tree. */
  treePage: 0x4e,
  /** `A` account, asset, height, position → the balance from there on (`BalanceEntry`). */
  history: 0x41,
  /** `P` key, 0, height → what stood under a key of `S` or `N` before that block; empty: nothing. */
  past: 0x50,
  /** `Q` height → the keys of the `past` of that height. */
  pastKeys: 0x51,
  /** `b` height, block id → as `B`, which it replaces from format 5 on: what is deleted in order is given back at once. */
  bodyAt: 0x62,
  /** `w` height, block id → as `W`, which it replaces from format 5 on. */
  witnessesAt: 0x77,
  /** `X` block id → height of a final block; from format 5 on. */
  blockPlace: 0x58,
  /** `h` height → a header of which the certificate was pruned, without what follows from it and its place. */
  thinHeader: 0x68,
  /** `o` height → evidence and transactions of a block of which the signatures were pruned. */
  thinBody: 0x6f,
} as const;

export type Prefix = keyof typeof prefixes;

/** Kinds that are asked of peers when they are damaged, and given to them: what is the same at every node. */
export const sharedKinds: ReadonlySet<Prefix> = new Set([
  ...(['header', 'body', 'witnesses', 'receipts', 'transaction', 'infraction'] as const),
  ...(['validatorChange', 'state', 'treePage', 'history'] as const),
  ...(['thinHeader', 'thinBody', 'blockPlace', 'bodyAt', 'witnessesAt'] as const),
]);

const metaNames = {
  /** Version of this layout. */
  format: 'format',
  genesis: 'genesis',
  /** Height of the newest final block. */
  head: 'head',
  /** Height of the snapshot that the chain was begun with; not there if it was begun with the genesis. */
  base: 'base',
  /** Of which heights there is a `past`. */
  past: 'past',
  /** In a database from before there were checksums: from which key on values may lack one. */
  plainFrom: 'plainFrom',
  /** What was pruned; not there if nothing was. */
  pruned: 'pruned',
} as const;

function asciiKey(prefix: Prefix, rest: string): Uint8Array {
  const bytes = new Uint8Array(1 + rest.length);
  bytes[0] = prefixes[prefix];
  writeAscii(rest, bytes, 1);
  return bytes;
}

function hashKey(prefix: Prefix, hash: Hash | Address): Uint8Array {
  const bytes = new Uint8Array(33);
  bytes[0] = prefixes[prefix];
  writeHex(hash, bytes, 1);
  return bytes;
}

/** Big-endian, so that heights sort by their number. */
function heightKey(prefix: Prefix, height: Height): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = prefixes[prefix];
  new DataView(bytes.buffer).setBigUint64(1, height);
  return bytes;
}

/** Of a height, and of one block of it. */
function placeKey(prefix: Prefix, height: Height, blockId: Hash): Uint8Array {
  const bytes = new Uint8Array(41);
  bytes.set(heightKey(prefix, height));
  writeHex(blockId, bytes, 9);
  return bytes;
}

/** All parts of the same length in every key, so that entries of a balance are in the chain's order. */
function historyKey(account: Address, asset: AssetCode, { height, position }: HistoryPlace) {
  const bytes = new Uint8Array(57);
  bytes[0] = prefixes.history;
  writeHex(account, bytes, 1);
  writeAscii(asset, bytes, 33);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(45, height);
  view.setUint32(53, position);
  return bytes;
}

/** Keys of the state and its tree are ASCII, so that none continues with a 0. */
function pastKey(replaced: Uint8Array, height: Height): Uint8Array {
  const bytes = new Uint8Array(replaced.length + 10);
  bytes[0] = prefixes.past;
  bytes.set(replaced, 1);
  new DataView(bytes.buffer).setBigUint64(replaced.length + 2, height);
  return bytes;
}

export const keys = {
  meta: (name: keyof typeof metaNames) => asciiKey('meta', metaNames[name]),
  header: (height: Height) => heightKey('header', height),
  body: (blockId: Hash) => hashKey('body', blockId),
  proposedBlock: (blockId: Hash) => hashKey('proposedBlock', blockId),
  witnesses: (blockId: Hash) => hashKey('witnesses', blockId),
  receipts: (height: Height) => heightKey('receipts', height),
  transaction: (id: Hash) => hashKey('transaction', id),
  evidence: (validator: Address) => hashKey('evidence', validator),
  keyedTransaction: (name: Hash) => hashKey('keyedTransaction', name),
  infraction: (height: Height) => heightKey('infraction', height),
  validatorChange: (height: Height) => heightKey('validatorChange', height),
  state: (stateKey: StateKey) => asciiKey('state', stateKey),
  history: historyKey,
  treePage: (path: string) => asciiKey('treePage', path),
  past: pastKey,
  pastKeys: (height: Height) => heightKey('pastKeys', height),
  bodyAt: (height: Height, blockId: Hash) => placeKey('bodyAt', height, blockId),
  witnessesAt: (height: Height, blockId: Hash) => placeKey('witnessesAt', height, blockId),
  blockPlace: (blockId: Hash) => hashKey('blockPlace', blockId),
  thinHeader: (height: Height) => heightKey('thinHeader', height),
  thinBody: (height: Height) => heightKey('thinBody', height),
};

/** The bounds of what stood under a key before the blocks after this one. */
export function pastRange(
  replaced: Uint8Array,
  after: Height,
): { gt: Uint8Array; lte: Uint8Array } {
  return { gt: pastKey(replaced, after), lte: pastKey(replaced, toHeight(2n ** 64n - 1n)) };
}

/** The bounds of all keys with a prefix. */
export function prefixRange(prefix: Prefix): { gte: Uint8Array; lt: Uint8Array } {
  return { gte: Uint8Array.of(prefixes[prefix]), lt: Uint8Array.of(prefixes[prefix] + 1) };
}

/** The bounds of all state keys that begin with `text`. */
export function stateRange(text: string): { gte: Uint8Array; lt: Uint8Array } {
  const gte = asciiKey('state', text);
  const lt = gte.slice();
  // `text` ends in ASCII, so its last byte can always be one higher.
  lt[lt.length - 1] = (lt.at(-1) ?? 0) + 1;
  return { gte, lt };
}

/** The state key in a database key that `keys.state` made. */
export function stateKeyOf(bytes: Uint8Array): StateKey {
  return String.fromCharCode(...bytes.subarray(1)) as StateKey;
}

/** The bounds of the changes of the validators from a height on. */
export function validatorChangeRange(from: Height): { gte: Uint8Array; lt: Uint8Array } {
  return { ...prefixRange('validatorChange'), gte: keys.validatorChange(from) };
}

/** The bounds of the keys that begin with a height of these: `from`, and the ones before `end`. */
export function heightRange(
  prefix: Prefix,
  from: Height,
  end: Height,
): { gte: Uint8Array; lt: Uint8Array } {
  return { gte: heightKey(prefix, from), lt: heightKey(prefix, end) };
}

/** The height in a key that `heightKey` or `placeKey` made. */
export function heightOf(bytes: Uint8Array): Height {
  return toHeight(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(1));
}

/** The bounds of the history of a balance on one side of a place, which is in neither. */
export function historyRange({ account, asset, side, place }: Omit<HistoryRange, 'count'>): {
  readonly gte?: Uint8Array;
  readonly gt?: Uint8Array;
  readonly lt?: Uint8Array;
  readonly lte?: Uint8Array;
} {
  const at = historyKey(account, asset, place);
  const first = historyKey(account, asset, { height: toHeight(0n), position: 0 });
  const last = historyKey(account, asset, {
    height: toHeight(2n ** 64n - 1n),
    position: 2 ** 32 - 1,
  });
  return side === 'before' ? { gte: first, lt: at } : { gt: at, lte: last };
}

/** The place in a key that `keys.history` made. */
export function historyPlaceOf(bytes: Uint8Array): HistoryPlace {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { height: toHeight(view.getBigUint64(45)), position: view.getUint32(53) };
}

/** What a key is about, for people: `header 12`, `state balance/…`. */
export function keyText(key: Uint8Array): string {
  const prefix = prefixOf(key);
  const rest = key.subarray(1);
  switch (prefix) {
    case undefined:
      return `the unknown key ${toHex(key)}`;
    case 'header':
    case 'receipts':
    case 'infraction':
    case 'validatorChange':
    case 'pastKeys':
    case 'thinHeader':
    case 'thinBody':
      return rest.length === 8 ? `${prefix} ${heightOf(key)}` : `${prefix} ${toHex(rest)}`;
    case 'bodyAt':
    case 'witnessesAt':
      return rest.length === 40 ? `${prefix} ${heightOf(key)}` : `${prefix} ${toHex(rest)}`;
    case 'meta':
    case 'state':
    case 'treePage':
      return `${prefix} ${String.fromCharCode(...rest)}`;
    default:
      return `${prefix} ${toHex(rest)}`;
  }
}

const prefixNames = new Map<number, Prefix>();
for (const [name, byte] of Object.entries(prefixes)) prefixNames.set(byte, name as Prefix);

/** Whether a key of `meta` has one of its names. */
export function isKnownMeta(key: Uint8Array): boolean {
  return Object.hasOwn(metaNames, String.fromCharCode(...key.subarray(1)));
}

/** The kind of a key; `undefined` if no key begins so. */
export function prefixOf(key: Uint8Array): Prefix | undefined {
  return prefixNames.get(key[0] ?? 0);
}
