/** What happens at the HTTP API, on its way into the audit log. */

import type { AuditLog, Clock } from '@trellis/engine';
import type { AuditFact } from '@trellis/protocol/http-api';
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

/** A trail that can be listened to. */
export interface HeardTrail extends AuditTrail {
  /** Calls `listener` with every fact, each refusal for itself, until the returned function is called. */
  hear(listener: (fact: AuditFact) => void): () => void;
}

/** How long refusals of a kind are counted before the number is written. */
const tallyMs = 10_000;

export function createAuditTrail(log: AuditLog, clock: Clock): HeardTrail {
  const tally = createRefusalTally();
  const listeners = new Set<(fact: AuditFact) => void>();
  const heard = (fact: AuditFact): AuditFact => {
    for (const listener of listeners) listener(fact);
    return fact;
  };
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
    note: (fact) => log.append(heard(auditFact(fact))),
    noteFirst: (fact) => log.appendSafely(heard(auditFact(fact))),
    noteRefusal(fact) {
      const first = tally.note(heard(auditFact({ ...fact, event: 'refused' })));
      if (first !== undefined) log.append(first);
    },
    hear(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close() {
      cancel();
      flush();
    },
  };
}
