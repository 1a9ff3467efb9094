/** What may be presented once, for tests: the tables of a node, without a folder. */
import { DatabaseSync } from 'node:sqlite';
import { consentSchema } from '../../consents/consent-schema.ts';
import { createSeenOnce, type SeenOnce } from '../seen-once.ts';

export function seenInMemory(now: () => number): SeenOnce {
  const database = new DatabaseSync(':memory:');
  database.exec(consentSchema);
  return createSeenOnce(database, now);
}
