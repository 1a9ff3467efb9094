/** The recoveries of the chain that a node was given: that they follow one another, and that their signatures hold. */
import { ConfigError } from '@trellis/api';
import type { VerifyClaim } from '@trellis/crypto';
import {
  type ChainRecovery,
  type Genesis,
  nextHeight,
  type RecoveryPoint,
  recoveryHash,
  recoveryPoint,
} from '@trellis/protocol';
import { recoveryFault } from '@trellis/storage';
import { readChainRecovery } from '../config/config.ts';

/** In the order of the recoveries. Throws `ConfigError`. */
export async function readRecoveries(
  { recoveries: paths }: { readonly recoveries: readonly string[] },
  { chainId }: Pick<Genesis, 'chainId'>,
  verify: VerifyClaim,
): Promise<readonly ChainRecovery[]> {
  const recoveries: ChainRecovery[] = [];
  for (const path of paths) {
    const recovery = await readChainRecovery(path);
    const problem =
      recovery.plan.head.chainId === chainId
        ? (orderProblem(recoveries, recovery) ?? (await recoveryFault(recovery, verify, null)))
        : `it is of the chain ${recovery.plan.head.chainId}`;
    if (problem !== undefined) {
      throw new ConfigError(
        'recovery_invalid',
        `the chain recovery ${path} is invalid: ${problem}`,
      );
    }
    recoveries.push(recovery);
  }
  return recoveries;
}

/** Whether a recovery can come after these. */
export function orderProblem(
  before: readonly ChainRecovery[],
  { plan }: ChainRecovery,
): string | undefined {
  const last = before.at(-1)?.plan;
  if (plan.previous !== (last === undefined ? null : recoveryHash(last))) {
    return 'it does not follow the recovery before it';
  }
  const isLater = last === undefined || plan.head.height >= nextHeight(last.head.height);
  return isLater ? undefined : 'it continues from before the recovery that it follows';
}

/** What certificates depend on, of each. */
export function recoveryPoints(recoveries: readonly ChainRecovery[]): readonly RecoveryPoint[] {
  return recoveries.map(({ plan }) => recoveryPoint(plan));
}
