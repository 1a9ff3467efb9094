/** What the state holds about accounts, besides what has a file of its own: sequence, policy, balances, keys. */
import type { ValueOf } from './codec.ts';
import { uint64 } from './codec-basic.ts';
import { container, optional } from './codec-composite.ts';
import { policyCodec } from './policy.ts';
import { amountCodec, heightCodec, publicKeyCodec, schemeCodec } from './scalars.ts';

/** `sequence` is the last one used. */
export const accountRecordCodec = container({
  sequence: uint64,
  policy: policyCodec,
  /** A policy that replaces the other from `fromHeight` on. */
  nextPolicy: optional(container({ fromHeight: heightCodec, policy: policyCodec })),
});

/** There is no record of a balance of zero. */
export const balanceRecordCodec = container({ amount: amountCodec });

/** A registered public key. */
export const publicKeyRecordCodec = container({ scheme: schemeCodec, publicKey: publicKeyCodec });

export type AccountRecord = ValueOf<typeof accountRecordCodec>;
export type BalanceRecord = ValueOf<typeof balanceRecordCodec>;
export type PublicKeyRecord = ValueOf<typeof publicKeyRecordCodec>;
