/**
 * Refusals on their way into the audit log: the first of a kind goes in at once, those like it are counted
 * and go in together, so that whoever is refused a thousand times a second can't fill the disk.
 */
import type { AuditFact } from '@trellis/protocol/http-api';

export interface RefusalTally {
  /** A fact to write now, or nothing when it is only counted. */
  note(fact: AuditFact): AuditFact | undefined;
  /** What was counted since the last call. */
  take(): readonly AuditFact[];
}

/** Kinds that are told apart between two calls of `take`; those beyond are counted together. */
const kindsMax = 200;

export function createRefusalTally(): RefusalTally {
  const counted = new Map<string, AuditFact>();
  return {
    note(fact) {
      const { who, address, what, outcome } = fact;
      const kind = JSON.stringify([who, address, what, outcome]);
      const known = counted.get(kind);
      if (known !== undefined) {
        counted.set(kind, { ...known, count: known.count + fact.count });
        return undefined;
      }
      if (counted.size < kindsMax) {
        counted.set(kind, { ...fact, count: 0 });
        return fact;
      }
      const rest = counted.get('') ?? { ...fact, who: '', address: 'several', what: '', count: 0 };
      counted.set('', { ...rest, outcome: 'several', count: rest.count + fact.count });
      return undefined;
    },
    take() {
      const facts = [...counted.values()].filter(({ count }) => count > 0);
      counted.clear();
      return facts;
    },
  };
}
