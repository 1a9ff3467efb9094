/**
 * What every transaction passes before it is believed, wherever it comes from: cheap checks first,
 * signatures last, and each signature once.
 */
import type { Hash } from '@trellis/crypto';
import {
  checkTransaction,
  type State,
  signatureClaim,
  type TransactionContext,
  witnessClaims,
} from '@trellis/ledger';
import {
  encodedTransactionMessage,
  limits,
  type Refusal,
  splitSignedTransaction,
} from '@trellis/protocol';
import {
  type KnownTransaction,
  readTransaction,
  type VerifiedTransaction,
} from './known-transaction.ts';
import type { LastSequence, Mempool } from './mempool.ts';
import type { Urgency, Verifier } from './ports/verifier.ts';

export interface Admission {
  /**
   * Reads, checks and verifies a transaction and puts it into the mempool. One that is there already
   * is admitted again; `isNew` tells.
   */
  admit(encoded: Uint8Array): Promise<AdmissionResult>;
}

export type AdmissionResult =
  | { readonly ok: true; readonly transaction: VerifiedTransaction; readonly isNew: boolean }
  | { readonly ok: false; readonly refusal: Refusal; readonly detail?: string };

/** The parts of the chain that judge a transaction; asked anew each time, as blocks go by. */
export interface AdmissionChain {
  state(): State;
  nextContext(): TransactionContext;
  readonly lastSequence: LastSequence;
}

export function createAdmission(
  chain: AdmissionChain,
  mempool: Mempool,
  verifier: Verifier,
): Admission {
  // The same transaction often arrives from several peers at once.
  const inProgress = new Map<Hash, Promise<AdmissionResult>>();

  async function verifyAndAdd(known: KnownTransaction): Promise<AdmissionResult> {
    const verified = await verifyWitnesses(
      known,
      chain.state(),
      chain.nextContext(),
      verifier,
      'transaction',
    );
    if (!verified.ok) return verified;
    const refusal = mempool.add(verified.transaction, chain.lastSequence);
    if (refusal !== undefined) return { ok: false, refusal };
    return { ok: true, transaction: verified.transaction, isNew: true };
  }

  return {
    async admit(encoded) {
      if (encoded.length > limits.transactionBytesMax) return { ok: false, refusal: 'too_large' };
      // A copy, or a single transaction that waits would keep all of the batch it came in.
      const read = readTransaction(new Uint8Array(encoded));
      if (!read.ok) {
        const { path, message } = read.problem;
        return {
          ok: false,
          refusal: 'malformed',
          detail: path === '' ? message : `${path}: ${message}`,
        };
      }
      const known = read.value;
      const waiting = mempool.get(known.hash);
      if (waiting !== undefined) return { ok: true, transaction: waiting, isNew: false };
      const refusal = checkTransaction(
        chain.state(),
        chain.nextContext(),
        known.signed,
        encoded.length,
      );
      if (refusal !== undefined) return { ok: false, refusal };
      const { sender, sequence } = known.signed.transaction;
      // Repeated by the mempool after the signatures, but this saves verifying what can't go in.
      if (sequence <= chain.lastSequence(sender)) return { ok: false, refusal: 'sequence_used' };

      const running = inProgress.get(known.hash);
      if (running !== undefined) {
        const result = await running;
        return result.ok ? { ...result, isNew: false } : result;
      }
      const admission = verifyAndAdd(known);
      inProgress.set(known.hash, admission);
      try {
        return await admission;
      } finally {
        inProgress.delete(known.hash);
      }
    },
  };
}

/**
 * Verifies the signatures of a transaction under the policies of `state`. What was verified before,
 * for the same keys, is not verified again: a signature stays valid, a policy may have changed.
 */
export async function verifyWitnesses(
  transaction: KnownTransaction | VerifiedTransaction,
  state: State,
  context: TransactionContext,
  verifier: Verifier,
  urgency: Urgency,
): Promise<
  | { readonly ok: true; readonly transaction: VerifiedTransaction }
  | { readonly ok: false; readonly refusal: Refusal }
> {
  const required = witnessClaims(state, context, transaction.signed);
  if (!required.ok) return required;
  const keys = required.claims.map(({ keyAddress }) => keyAddress);
  if (
    'verifiedKeys' in transaction &&
    keys.every((key, index) => key === transaction.verifiedKeys[index])
  ) {
    return { ok: true, transaction };
  }
  const { chainId } = transaction.signed.transaction;
  const { transaction: body } = splitSignedTransaction(transaction.encoded);
  const message = encodedTransactionMessage(chainId, body);
  const valid = await Promise.all(
    required.claims.map((claim) => verifier.verify(signatureClaim(claim, message), urgency)),
  );
  if (!valid.every(Boolean)) return { ok: false, refusal: 'bad_signature' };
  return { ok: true, transaction: { ...transaction, verifiedKeys: keys } };
}
