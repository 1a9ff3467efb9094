/** The outcomes that are provoked by tables of their own, and not by `operations.test.ts`. */
import type { Status } from '@trellis/protocol';

/** Those of governance, in `governance/governance.test.ts`. */
export const governanceStatuses: readonly Status[] = [
  'role_missing',
  'unknown_proposal',
  'proposal_closed',
  'proposal_expired',
  'invalid_expiry',
  'unknown_node',
  'node_exists',
  'unknown_validator',
  'validator_exists',
  'invalid_power',
  'last_validator',
  'too_much_change',
  'key_in_use',
  'invalid_key',
  'scheme_in_use',
  'invalid_parameters',
  'too_many_keys',
];

/** Those of recoveries, in `recovery.test.ts`. */
const recoveryStatuses: readonly Status[] = [
  'no_recovery',
  'recovery_pending',
  'no_pending_recovery',
  'recovery_too_early',
  'invalid_delay',
];

/** Those of the rules of assets, in `asset-rules.test.ts`. */
const assetStatuses: readonly Status[] = [
  'rule_locked',
  'invalid_rules',
  'not_by_rules',
  'supply_exceeded',
  'account_frozen',
  'asset_frozen',
  'not_listed',
  'no_change',
];

/** Those of holds, in `holds/holds.test.ts`. */
const holdStatuses: readonly Status[] = [
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

/** Those of sealed payments, in `sealed.test.ts`. */
const sealedStatuses: readonly Status[] = ['no_encryption_key', 'wrong_readers'];

export const statusesElsewhere: readonly Status[] = [
  ...governanceStatuses,
  ...recoveryStatuses,
  ...assetStatuses,
  ...holdStatuses,
  ...sealedStatuses,
];
