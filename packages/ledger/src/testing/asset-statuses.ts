/** The outcomes that only the rules of assets have; their table of tests is `asset-rules.test.ts`. */
import type { Status } from '@trellis/protocol';

export const assetStatuses: readonly Status[] = [
  'rule_locked',
  'invalid_rules',
  'not_by_rules',
  'supply_exceeded',
  'account_frozen',
  'asset_frozen',
  'not_listed',
  'no_change',
];
