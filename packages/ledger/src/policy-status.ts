/** Whether an account may have a policy. */
import { type Policy, policyProblem, type Status } from '@trellis/protocol';
import type { TransactionContext } from './block-context.ts';

/** What is wrong with a policy as a status, or nothing. */
export function policyStatus(
  policy: Policy,
  { accountSchemes }: TransactionContext,
): Status | undefined {
  if (policyProblem(policy) !== undefined) return 'invalid_policy';
  if (!policy.keys.every(({ scheme }) => accountSchemes.includes(scheme))) {
    return 'scheme_not_allowed';
  }
  return undefined;
}
