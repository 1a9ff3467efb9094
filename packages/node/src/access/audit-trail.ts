/** What happens at the HTTP API, on its way into the audit log. */
import type { AuditFact } from '@trellis/protocol/http-api';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import { auditFact } from './audit-chain.ts';
import { createRefusalTally } from './refusal-tally.ts';

export interface AuditTrail {
  /** Something that happened already. */
  note(fact: Partial<AuditFact> & Pick<AuditFact, 'event'>): void;
  /** Something that must not happen before it is written down; rejects when that can't be done. */
  noteFirst(fact: Partial<AuditFact> & Pick<AuditFact, 'event'>): Promise<void>;
  /** A refusal; many of a kind become one entry with their number. */
  noteRefusal(fact: Omit<AuditFact, 'event' | 'count'>): void;
  close(): void;
}

/** How long refusals of a kind are counted before the number is written. */
const tallyMs = 10_000;

export function createAuditTrail(log: AuditLog, clock: Clock): AuditTrail {
  const tally = createRefusalTally();
  const flush = (): void => {
    for (const fact of tally.take()) log.append(fact);
  };
  let cancel = (): void => undefined;
  const repeat = (): void => {
    cancel = clock.after(tallyMs, () => {
      flush();
      repeat();
    });
  };
  repeat();
  return {
    note: (fact) => log.append(auditFact(fact)),
    noteFirst: (fact) => log.appendSafely(auditFact(fact)),
    noteRefusal(fact) {
      const first = tally.note(auditFact({ ...fact, event: 'refused' }));
      if (first !== undefined) log.append(first);
    },
    close() {
      cancel();
      flush();
    },
  };
}
