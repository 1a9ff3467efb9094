/** Evidence that waits for a block. */
import type { EvidenceStore } from '@trellis/engine';
import { encode, evidenceCodec } from '@trellis/protocol';
import { decodeValue } from './database.ts';
import type { Database } from './database-interface.ts';
import { keys, prefixRange } from './keyspace.ts';

export function createEvidenceStore(database: Database): EvidenceStore {
  return {
    async keepEvidence(validator, evidence) {
      await database.put(keys.evidence(validator), encode(evidenceCodec, evidence), { sync: true });
    },
    async forgetEvidence(validator) {
      await database.del(keys.evidence(validator));
    },
    async keptEvidence() {
      const entries = await database.iterator(prefixRange('evidence')).all();
      return entries.map(([key, value]) => decodeValue(database, key, evidenceCodec, value));
    },
  };
}
