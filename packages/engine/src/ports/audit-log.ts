/** Where it is written down who was let in to what matters, and who was refused. */
import type { AuditFact, AuditLine } from '@trellis/protocol/http-api';

export interface AuditLog {
  /** Writes a fact soon. One that can't be written is counted, and the count is written later. */
  append(fact: AuditFact): void;
  /** Resolves when the fact would survive a power cut. Rejects when it can't be written. */
  appendSafely(fact: AuditFact): Promise<void>;
  /** At most `count` entries after a number, in order. */
  read(after: bigint, count: number): Promise<readonly AuditLine[]>;
  close(): Promise<void>;
}
