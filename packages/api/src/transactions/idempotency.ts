/**
 * Submitting under an idempotency key: the same key of the same owner with the same content is the same transaction, also
 * after a restart; with other content it is refused. A key belongs to an API key, or to the sender if there is none, and
 * to this node. What was submitted first counts until this node's chain shows that it can't become final any more.
 */
import { type Hash, sha256 } from '@trellis/crypto';
import { type IdempotencyStore, systemClock } from '@trellis/engine';
import { readTransaction } from '@trellis/ledger';
import {
  encode,
  type SignedTransaction,
  signedTransactionCodec,
  transactionContent,
} from '@trellis/protocol';
import { transactionAnswer } from '../accounts/answers.ts';
import type { Principal } from '../credentials/principal.ts';
import type { HandlerSources } from '../http/handler.ts';
import { ApiError, rejectionError } from '../http/problem.ts';

/** How long a key is kept after it was first used. */
const keptMs = 30n * 24n * 60n * 60n * 1000n;

/** Rejections of a transaction that show, on this node's own chain, that it is dead. */
const dead: ReadonlySet<string> = new Set(['sequence_used', 'expired']);

/** Calls with one key are answered one after another. */
const turns = new Map<Hash, Promise<unknown>>();

/**
 * Submits a transaction, or what was submitted under the key before; the id of the one that counts. Throws `ApiError`:
 * `idempotency_key_reused`, or why the transaction is rejected.
 */
export async function submitUnderKey(
  sources: HandlerSources,
  principal: Principal,
  key: string,
  encoded: Uint8Array,
): Promise<Hash> {
  const known = readTransaction(encoded);
  if (!known.ok) throw rejectionError('malformed', known.problem.message);
  const { id, signed } = known.value;
  const owner =
    principal.id === '' ? signed.transaction.sender : `${principal.type} ${principal.id}`;
  const name = sha256(new TextEncoder().encode(`${owner}\n${key}`));
  return inTurn(name, () => submitAlone(sources, { name, key, id, signed, encoded }));
}

interface KeyedSubmission {
  readonly name: Hash;
  readonly key: string;
  readonly id: Hash;
  readonly signed: SignedTransaction;
  readonly encoded: Uint8Array;
}

async function submitAlone(
  sources: HandlerSources,
  { name, key, id, signed, encoded }: KeyedSubmission,
): Promise<Hash> {
  const { store } = sources;
  const content = transactionContent(signed.transaction);
  const kept = await store.findKeyed(name);
  if (kept !== undefined && kept.content !== content) {
    throw new ApiError(
      'idempotency_key_reused',
      `the idempotency key "${key}" belongs to the transaction ${kept.transactionId}, which does something else`,
    );
  }
  if (kept !== undefined && kept.transactionId !== id) {
    const earlier = encode(signedTransactionCodec, kept.signed);
    if (await stillCounts(sources, kept.transactionId, earlier)) return kept.transactionId;
  }
  const time = BigInt(systemClock.now());
  await forgetOld(store, time);
  await store.keepKeyed(name, { transactionId: id, content, time, signed });
  const rejection = await submitOrRejection(sources, id, encoded);
  if (rejection === undefined) return id;
  if (kept === undefined) await store.forgetKeyed(name);
  throw rejection;
}

/** Once an hour, as all keys are looked through. */
async function forgetOld(store: IdempotencyStore, time: bigint): Promise<void> {
  if (time - (lookedThrough.get(store) ?? 0n) < 60n * 60n * 1000n) return;
  lookedThrough.set(store, time);
  await store.forgetKeyedBefore(time - keptMs);
}

const lookedThrough = new WeakMap<IdempotencyStore, bigint>();

/** Whether the one before is final, or can become so; it is submitted again if this node has let it go. */
async function stillCounts(
  sources: HandlerSources,
  id: Hash,
  encoded: Uint8Array,
): Promise<boolean> {
  if (transactionAnswer(sources, id) !== undefined) return true;
  const rejection = await submitOrRejection(sources, id, encoded);
  if (rejection === undefined) return true;
  if (dead.has(rejection.code)) return false;
  throw rejection;
}

/** `undefined` when it is taken in, or final already. */
async function submitOrRejection(
  sources: HandlerSources,
  id: Hash,
  encoded: Uint8Array,
): Promise<ApiError | undefined> {
  const result = await sources.engine.submit(encoded);
  if (result.ok || transactionAnswer(sources, id)?.final != null) return undefined;
  return rejectionError(result.rejection, result.detail);
}

function inTurn<T>(name: Hash, work: () => Promise<T>): Promise<T> {
  const done = (turns.get(name) ?? Promise.resolve()).then(work, work);
  const settled = done.then(
    () => undefined,
    () => undefined,
  );
  turns.set(name, settled);
  return done.finally(() => {
    if (turns.get(name) === settled) turns.delete(name);
  });
}
