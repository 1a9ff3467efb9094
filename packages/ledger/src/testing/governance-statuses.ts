/** The outcomes that only governance has; their table of tests is `governance.test.ts`. */
import type { Status } from '@trellis/protocol';

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
