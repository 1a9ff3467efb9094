/** Whether a policy may be one, for an account or for its recovery. */

import type { SchemeName } from '@trellis/crypto';
import { type Policy, policyProblem, type Status } from '@trellis/protocol';

/** What is wrong with a policy of these allowed schemes as a status, or nothing. */
export function policyStatus(policy: Policy, allowed: readonly SchemeName[]): Status | undefined {
  if (policyProblem(policy) !== undefined) return 'invalid_policy';
  if (!policy.keys.every(({ scheme }) => allowed.includes(scheme))) {
    return 'scheme_not_allowed';
  }
  return undefined;
}
