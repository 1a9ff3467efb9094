/** The outcomes that only recoveries have; their table of tests is `recovery.test.ts`. */
import type { Status } from '@trellis/protocol';

export const recoveryStatuses: readonly Status[] = [
  'no_recovery',
  'recovery_pending',
  'no_pending_recovery',
  'recovery_too_early',
  'invalid_delay',
];
