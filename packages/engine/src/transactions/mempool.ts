/**
 * Verified transactions that wait for a block. Within an account they go by sequence, between
 * accounts by arrival. Bounded in bytes, in count, and in how far an account may queue ahead.
 */
import type { Address, Hash } from '@trellis/crypto';
import type { VerifiedTransaction } from '@trellis/ledger';
import type { Height, Rejection } from '@trellis/protocol';

export interface MempoolLimits {
  readonly bytesMax: number;
  readonly countMax: number;
  /** How many sequences beyond its last one an account may queue. */
  readonly aheadMax: bigint;
}

/** The last sequence that an account has used in a final block. */
export type LastSequence = (account: Address) => bigint;

export interface Mempool {
  /** Takes a transaction in, or says why not. Taking one in again does nothing. */
  add(transaction: VerifiedTransaction, lastSequence: LastSequence): Rejection | undefined;
  get(hash: Hash): VerifiedTransaction | undefined;
  findById(id: Hash): VerifiedTransaction | undefined;
  /** What could be executed now, one after another, oldest first. Lazy: take as much as fits. */
  executable(lastSequence: LastSequence): Iterable<VerifiedTransaction>;
  /**
   * Drops what a new block at `height` has used up, overtaken or let expire; returns all of it. `senders` are the
   * accounts of which the block changed the sequence: looking at all that waits would take longer the more waits.
   */
  prune(
    height: Height,
    senders: Iterable<Address>,
    lastSequence: LastSequence,
  ): readonly VerifiedTransaction[];
  remove(hash: Hash): void;
  /** In order of arrival. */
  all(): Iterable<VerifiedTransaction>;
  count(): number;
  bytes(): number;
}

/** What an account has in the mempool, by sequence. */
type Queue = Map<bigint, VerifiedTransaction>;

export function createMempool(limits: MempoolLimits): Mempool {
  // A Map iterates in order of insertion, which here is the order of arrival.
  const byHash = new Map<Hash, VerifiedTransaction>();
  const byId = new Map<Hash, VerifiedTransaction>();
  const bySender = new Map<Address, Queue>();
  let bytes = 0;
  const expiry = createFirstExpiry();

  function remove(hash: Hash): void {
    const transaction = byHash.get(hash);
    if (transaction === undefined) return;
    const { sender, sequence } = transaction.signed.transaction;
    byHash.delete(hash);
    byId.delete(transaction.id);
    bytes -= transaction.encoded.length;
    const queue = bySender.get(sender);
    queue?.delete(sequence);
    if (queue?.size === 0) bySender.delete(sender);
  }

  const isFull = (added: number): boolean =>
    byHash.size >= limits.countMax || bytes + added > limits.bytesMax;

  /** A full mempool makes room for an account that has nothing in it at the cost of the longest queue. */
  function evictFor(sender: Address, added: number): void {
    while (isFull(added) && !bySender.has(sender)) {
      const last = lastOfLongest(bySender.values());
      if (last === undefined) return;
      remove(last.hash);
    }
  }

  return {
    add(transaction, lastSequence) {
      if (byHash.has(transaction.hash)) return undefined;
      const { sender, sequence } = transaction.signed.transaction;
      const last = lastSequence(sender);
      if (sequence <= last) return 'sequence_used';
      if (sequence > last + limits.aheadMax) return 'sequence_too_far';
      if (bySender.get(sender)?.has(sequence) === true) return 'sequence_taken';
      const added = transaction.encoded.length;
      evictFor(sender, added);
      if (isFull(added)) return 'mempool_full';
      byHash.set(transaction.hash, transaction);
      byId.set(transaction.id, transaction);
      bytes += added;
      expiry.note(transaction);
      bySender.set(sender, (bySender.get(sender) ?? new Map()).set(sequence, transaction));
      return undefined;
    },

    get: (hash) => byHash.get(hash),
    findById: (id) => byId.get(id),

    executable: (lastSequence) => executable(byHash.values(), bySender, lastSequence),

    prune(height, senders, lastSequence) {
      const used = usedUp(bySender, senders, lastSequence);
      for (const { hash } of used) remove(hash);
      const expired = expiry.expiredAt(height, byHash.values());
      for (const { hash } of expired) remove(hash);
      return used.concat(expired);
    },

    remove,
    all: () => byHash.values(),
    count: () => byHash.size,
    bytes: () => bytes,
  };
}

/** What these senders have in the mempool and can't use any more. */
function usedUp(
  bySender: ReadonlyMap<Address, Queue>,
  senders: Iterable<Address>,
  lastSequence: LastSequence,
): VerifiedTransaction[] {
  const used: VerifiedTransaction[] = [];
  for (const sender of senders) {
    const last = lastSequence(sender);
    for (const [sequence, transaction] of bySender.get(sender) ?? []) {
      if (sequence <= last) used.push(transaction);
    }
  }
  return used;
}

/** Knows when it is worth to look for what has expired. */
function createFirstExpiry() {
  /** Nothing that waits expires before this height; it may be too low. */
  let first: Height | null = null;

  const expiryOf = ({ signed }: VerifiedTransaction): Height => signed.transaction.validUntil;
  function note(transaction: VerifiedTransaction): void {
    const expiry = expiryOf(transaction);
    if (first === null || expiry < first) first = expiry;
  }

  return {
    note,
    /** Of all that waits; the rest is noted again. */
    expiredAt(height: Height, all: Iterable<VerifiedTransaction>): VerifiedTransaction[] {
      if (first === null || height < first) return [];
      first = null;
      const expired: VerifiedTransaction[] = [];
      for (const one of all) {
        if (expiryOf(one) <= height) expired.push(one);
        else note(one);
      }
      return expired;
    },
  };
}

/** The newest sequence of the account that has queued most; `undefined` when nobody has more than one. */
function lastOfLongest(queues: Iterable<Queue>): VerifiedTransaction | undefined {
  let longest: Queue | undefined;
  for (const queue of queues) {
    if (queue.size > (longest?.size ?? 1)) longest = queue;
  }
  if (longest === undefined) return undefined;
  return [...longest.values()].reduce((a, b) =>
    a.signed.transaction.sequence > b.signed.transaction.sequence ? a : b,
  );
}

/**
 * Each arrival gives its sender one turn, and the turn takes the sender's next sequence: so accounts go by
 * arrival whatever order an account's own transactions came in.
 */
function* executable(
  arrivals: Iterable<VerifiedTransaction>,
  bySender: ReadonlyMap<Address, Queue>,
  lastSequence: LastSequence,
): Generator<VerifiedTransaction> {
  const next = new Map<Address, bigint>();
  for (const { signed } of arrivals) {
    const { sender } = signed.transaction;
    const sequence = next.get(sender) ?? lastSequence(sender) + 1n;
    const turn = bySender.get(sender)?.get(sequence);
    if (turn === undefined) continue;
    next.set(sender, sequence + 1n);
    yield turn;
  }
}
