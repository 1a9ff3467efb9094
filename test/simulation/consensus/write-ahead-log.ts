/** A write-ahead log in memory that loses, in a crash, what a real one may lose: the unsynced tail. */
import type { Input } from '@trellis/consensus';
import type { Random } from '../random.ts';

export interface WriteAheadLog {
  append(input: Input): void;
  /** What was appended so far survives any crash. */
  sync(): void;
  /** Forgets everything: the height is over. */
  clear(): void;
  /** Cuts off some, all or nothing of what was not synced. */
  crash(random: Random): void;
  records(): readonly Input[];
}

export function createWriteAheadLog(): WriteAheadLog {
  let records: Input[] = [];
  let synced = 0;
  return {
    append(input) {
      records.push(input);
    },
    sync() {
      synced = records.length;
    },
    clear() {
      records = [];
      synced = 0;
    },
    crash(random) {
      records.length = random.between(synced, records.length);
      synced = records.length;
    },
    records: () => records,
  };
}
