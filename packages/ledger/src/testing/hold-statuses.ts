/** The outcomes that only holds have; their table of tests is `holds/holds.test.ts`. */
import type { Status } from '@trellis/protocol';

export const holdStatuses: readonly Status[] = [
  'unknown_hold',
  'hold_expired',
  'invalid_hold_time',
  'too_many_holds',
  'not_hold_party',
  'wrong_release',
  'wrong_preimage',
  'amount_above_hold',
  'hold_mismatch',
];
