/** How often each passkey has signed, remembered on disk: one that counts again from less was copied (WebAuthn §6.1.1). */
import type { DatabaseSync } from 'node:sqlite';

/** Says whether the counter went up, and remembers it. Those that do not count say 0 always. */
export type PasskeyCounters = (id: string, counter: number) => boolean;

/** `database` has the tables of consents. */
export function createPasskeyCounters(database: DatabaseSync): PasskeyCounters {
  const count = database.prepare(`INSERT INTO passkey VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET counter = excluded.counter
    WHERE excluded.counter > counter OR (excluded.counter = 0 AND counter = 0)`);
  return (id, counter) => count.run(id, counter).changes === 1;
}
