/**
 * What every transaction passes before it is believed, wherever it comes from: cheap checks first,
 * signatures last, and each signature once.
 */
import { type ClaimsFault, claimsFault, type Hash, type VerifyClaim } from '@trellis/crypto';
import {
  checkTransaction,
  type KnownTransaction,
  policiesOf,
  readTransaction,
  type State,
  type TransactionContext,
  transactionClaims,
  type VerifiedTransaction,
} from '@trellis/ledger';
import { limits, problemText, type Rejection } from '@trellis/protocol';
import { type Verifier, verifyAs } from '../ports/verifier.ts';
import type { LastSequence, Mempool } from './mempool.ts';

export interface Admission {
  /**
   * Reads a transaction unless that is done, checks and verifies it and puts it into the mempool. One that is there
   * already is admitted again; `isNew` tells.
   */
  admit(transaction: Uint8Array | KnownTransaction): Promise<AdmissionResult>;
}

export type AdmissionResult =
  | { readonly ok: true; readonly transaction: VerifiedTransaction; readonly isNew: boolean }
  | Rejected;

interface Rejected {
  readonly ok: false;
  readonly rejection: Rejection;
  readonly detail?: string;
}

/** Reads what was submitted or gossiped. What it gives shares no memory with what it was given. */
export function readSubmitted(
  encoded: Uint8Array,
): { readonly ok: true; readonly transaction: KnownTransaction } | Rejected {
  if (encoded.length > limits.transactionBytesMax) return { ok: false, rejection: 'too_large' };
  // A copy, or a single transaction that waits would keep all of the batch it came in.
  const read = readTransaction(new Uint8Array(encoded));
  if (read.ok) return { ok: true, transaction: read.value };
  return { ok: false, rejection: 'malformed', detail: problemText(read.problem) };
}

/** The parts of the chain that validate a transaction; asked again each time, as blocks go by. */
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

  const verify = verifyAs('transaction', verifier);

  /** At once, if the verifier answers at once. */
  function verifyAndAdd(known: KnownTransaction): AdmissionResult | Promise<AdmissionResult> {
    const verified = verifyWitnesses(chain.state(), chain.nextContext(), known, verify);
    return verified instanceof Promise ? verified.then(add) : add(verified);
  }

  function add(verified: WitnessResult): AdmissionResult {
    if (!verified.ok) return verified;
    const rejection = mempool.add(verified.transaction, chain.lastSequence);
    if (rejection !== undefined) return { ok: false, rejection };
    return { ok: true, transaction: verified.transaction, isNew: true };
  }

  return {
    async admit(transaction) {
      const read =
        transaction instanceof Uint8Array
          ? readSubmitted(transaction)
          : ({ ok: true, transaction } as const);
      if (!read.ok) return read;
      const known = read.transaction;
      const waiting = mempool.get(known.hash);
      if (waiting !== undefined) return { ok: true, transaction: waiting, isNew: false };
      const rejection = checkTransaction(
        chain.state(),
        chain.nextContext(),
        known.signed,
        known.encoded.length,
      );
      if (rejection !== undefined) return { ok: false, rejection };
      const { sender, sequence } = known.signed.transaction;
      // Repeated by the mempool after the signatures, but this saves verifying what can't go in.
      if (sequence <= chain.lastSequence(sender)) return { ok: false, rejection: 'sequence_used' };

      const running = inProgress.get(known.hash);
      if (running !== undefined) {
        const result = await running;
        return result.ok ? { ...result, isNew: false } : result;
      }
      const admission = verifyAndAdd(known);
      if (!(admission instanceof Promise)) return admission;
      inProgress.set(known.hash, admission);
      try {
        return await admission;
      } finally {
        inProgress.delete(known.hash);
      }
    },
  };
}

export type WitnessResult =
  | { readonly ok: true; readonly transaction: VerifiedTransaction }
  | { readonly ok: false; readonly rejection: Rejection };

/**
 * Verifies the witnesses of a transaction under the policies of `state`, if they would suffice. What was verified
 * before, under the same keys, is answered at once: blocks consist of it.
 */
export function verifyWitnesses(
  state: State,
  context: TransactionContext,
  transaction: KnownTransaction | VerifiedTransaction,
  verify: VerifyClaim,
): WitnessResult | Promise<WitnessResult> {
  const required = transactionClaims(state, context, transaction);
  const { keys } = required;
  if (!required.ok) return { ok: false, rejection: required.problem };
  if (required.claims.length === 0 && 'verifiedKeys' in transaction) {
    const isSame = transaction.verifiedKeys.length === keys.length;
    return { ok: true, transaction: isSame ? transaction : { ...transaction, verifiedKeys: keys } };
  }
  const sufficedUnder = policiesOf(state, context, transaction.signed);
  const result = (fault: ClaimsFault<Rejection> | undefined): WitnessResult => {
    if (fault !== undefined) return { ok: false, rejection: fault.problem };
    const policies = sufficedUnder && { sufficedUnder };
    return { ok: true, transaction: { ...transaction, verifiedKeys: keys, ...policies } };
  };
  const fault = claimsFault<Rejection>(required, verify);
  return fault instanceof Promise ? fault.then(result) : result(fault);
}

/** The results of many; without a promise for each of those that need none. */
export async function allResults(
  results: readonly (WitnessResult | Promise<WitnessResult>)[],
): Promise<readonly WitnessResult[]> {
  const settled: WitnessResult[] = [];
  for (const result of results) {
    if (result instanceof Promise) return Promise.all(results);
    settled.push(result);
  }
  return settled;
}
