/** Every value of a database by itself: its checksum, and whether anything has a place for it. */
import type { Height } from '@trellis/protocol';
import type { Database } from '../level/database-interface.ts';
import { isKnownMeta, keyText, type Prefix, prefixOf } from '../level/keyspace.ts';
import type { Note } from './faults.ts';

/** How many entries there are of a kind. */
export type Counts = Map<Prefix, number>;

/** Reads everything; notes what is damaged or unknown, and counts the rest. */
export async function auditValues(database: Database, note: Note): Promise<Counts> {
  const counts: Counts = new Map();
  for await (const [key, value] of database.inspect()) {
    const prefix = prefixOf(key);
    if (prefix === undefined || (prefix === 'meta' && !isKnownMeta(key))) {
      note(null, `${keyText(key)} is nothing that a node writes`, key);
      continue;
    }
    counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
    if (value !== null) continue;
    note(heightIn(key, prefix), `${keyText(key)}: its checksum does not match`, key);
  }
  return counts;
}

function heightIn(key: Uint8Array, prefix: Prefix): Height | null {
  const byHeight: readonly Prefix[] = ['header', 'receipts', 'infraction', 'validatorChange'];
  if (!byHeight.includes(prefix) || key.length !== 9) return null;
  return new DataView(key.buffer, key.byteOffset).getBigUint64(1) as Height;
}

/** What should be there and nothing else: of each kind as many entries as the blocks make. */
export function compareCounts(
  found: Counts,
  expected: Readonly<Partial<Record<Prefix, number>>>,
  note: Note,
): void {
  for (const [prefix, count] of Object.entries(expected)) {
    const stored = found.get(prefix as Prefix) ?? 0;
    if (stored === count) continue;
    const difference =
      stored > count ? `${stored - count} more than` : `${count - stored} fewer than`;
    note(null, `of the kind ${prefix} there are ${difference} the blocks make`);
  }
}
