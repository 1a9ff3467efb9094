/**
 * Recovery: keys that can give an account other keys, after a public delay in which its owner can veto.
 * They are for the day when the account's own keys are lost, and may be of schemes too slow or large for
 * every day.
 */
import type { ValueOf } from './codec.ts';
import { uint32 } from './codec-basic.ts';
import { container, optional } from './codec-composite.ts';
import { policyCodec } from './policy.ts';
import { heightCodec } from './scalars.ts';

/** Who can recover an account, and how many blocks its owner has to veto. */
export const recoveryRuleCodec = container({ policy: policyCodec, delay: uint32 });

/** Under `recovery/`. `pending` is a recovery that was started and neither vetoed nor finished. */
export const recoveryRecordCodec = container({
  policy: policyCodec,
  delay: uint32,
  pending: optional(
    container({
      /** The policy that the account is to get. */
      policy: policyCodec,
      startedAt: heightCodec,
      /** The first block that may finish it. */
      finishableFrom: heightCodec,
    }),
  ),
});

export type RecoveryRule = ValueOf<typeof recoveryRuleCodec>;
export type RecoveryRecord = ValueOf<typeof recoveryRecordCodec>;
