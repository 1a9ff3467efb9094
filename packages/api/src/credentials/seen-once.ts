/**
 * What may be presented once, remembered in the node's folder for as long as it would hold: a process that starts again
 * forgets nothing.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Says of a name whether it is new, and remembers it until a time. */
export type SeenOnce = (name: string, until: number) => boolean;

/** `database` has the tables of consents; whether an answer is synced before it is given is its affair. */
export function createSeenOnce(database: DatabaseSync, now: () => number): SeenOnce {
  const clear = database.prepare('DELETE FROM seen WHERE until <= ?');
  const insert = database.prepare('INSERT OR IGNORE INTO seen VALUES (?, ?)');
  return (name, until) => {
    clear.run(now());
    return insert.run(hash('sha256', name), until).changes === 1;
  };
}
