/**
 * Mandates: an account lets another, or a key, pay on its behalf within limits. Every validator counts what was used, so that
 * nobody has to be trusted to keep to them.
 */
import { type Hash, hash, hashBytes } from '@trellis/crypto';
import type { ValueOf } from './codec.ts';
import { addressCodec, hashCodec, uint32, uint64 } from './codec-basic.ts';
import { container, list, union } from './codec-composite.ts';
import { limits } from './limits.ts';
import { amountCodec, assetCodeCodec, heightCodec, timeCodec } from './scalars.ts';

/** Who may pay. */
const delegateCodec = union({
  /** An account, whichever keys it has by then. */
  account: [1, container({ account: addressCodec })],
  /** A key by its address: any account whose only key it is, for as long as it is. */
  key: [2, container({ key: addressCodec })],
});

export const mandateTermsFields = {
  delegate: delegateCodec,
  asset: assetCodeCodec,
  /** Who may be paid; none named: anybody. */
  payees: list(addressCodec, limits.mandatePayeesMax),
  paymentMax: amountCodec,
  /** Of all payments of one period. */
  periodMax: amountCodec,
  /** Milliseconds. The first period begins with the block of the grant, each other where the one before ends. */
  period: uint64,
  /** Milliseconds since 1970: from this block time on nothing is paid. */
  validUntil: timeCodec,
  /** Payments in all. */
  paymentsMax: uint32,
};

/** Under `mandate/`: what was granted, and what was used of it. */
export const mandateRecordCodec = container({
  /** Who pays. */
  owner: addressCodec,
  ...mandateTermsFields,
  grantedAt: heightCodec,
  /** Milliseconds since 1970: the time of the block of the grant. */
  startsAt: timeCodec,
  /** Payments so far. */
  payments: uint32,
  /** The period of the newest payment, from 0 on, and what was paid in it. */
  currentPeriod: uint64,
  spent: amountCodec,
});

/** Under `mandates/`: those that an account granted and that were not revoked, in their order. */
export const mandatesRecordCodec = container({
  mandates: list(hashCodec, limits.mandatesMax),
});

export type Delegate = ValueOf<typeof delegateCodec>;
export type MandateRecord = ValueOf<typeof mandateRecordCodec>;
export type MandateTerms = Pick<MandateRecord, keyof typeof mandateTermsFields>;

/** The name of the mandate that an operation of a transaction grants; known before it is signed. */
export function mandateId(transactionId: Hash, operationIndex: number): Hash {
  return hash('mandate', hashBytes(transactionId), Uint8Array.of(operationIndex));
}

/** What is left of a mandate at a time: in the period, and payments. */
export function mandateRest(
  mandate: Pick<
    MandateRecord,
    | 'startsAt'
    | 'period'
    | 'currentPeriod'
    | 'spent'
    | 'periodMax'
    | 'payments'
    | 'paymentsMax'
    | 'validUntil'
  >,
  time: bigint,
): { readonly period: bigint; readonly amount: bigint; readonly payments: number } {
  const {
    startsAt,
    period: length,
    currentPeriod,
    spent,
    periodMax,
    payments,
    paymentsMax,
  } = mandate;
  const period = time < startsAt ? 0n : (time - startsAt) / length;
  if (time >= mandate.validUntil) return { period, amount: 0n, payments: 0 };
  const used = period === currentPeriod ? spent : 0n;
  return { period, amount: periodMax - used, payments: paymentsMax - payments };
}
