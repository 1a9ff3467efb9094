/** How a chain was recovered. */
import { exact } from '../answer.ts';
import { chainRecoveryCodec } from '../chain-recovery/chain-recovery.ts';
import { container, list } from '../codec-composite.ts';
import { limits } from '../limits.ts';

/** `GET /v1/recoveries`, in the order of the recoveries; of almost every chain there are none. */
export const recoveriesResponseCodec = container({
  recoveries: list(exact(chainRecoveryCodec), limits.chainRecoveriesMax),
});
