/** The outcomes that only sealed payments have; their table of tests is `sealed.test.ts`. */
import type { Status } from '@trellis/protocol';

export const sealedStatuses: readonly Status[] = ['no_encryption_key', 'wrong_readers'];
