/** Evidence that waits for a block. */
import type { EvidenceStore } from '@trellis/engine';
import { decodeTrusted, encode, evidenceCodec } from '@trellis/protocol';
import type { Database } from './database.ts';
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
      const values = await database.values(prefixRange('evidence')).all();
      return values.map((value) => decodeTrusted(evidenceCodec, value, 'evidence'));
    },
  };
}
