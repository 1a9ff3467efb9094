/**
 * Which tables belong to a database. LevelDB writes each change of them into its manifest, a log; a table that the
 * manifest does not name is what an end amid a compaction left, written in part, and LevelDB removes it at the next
 * start. The format of a change is that of `VersionEdit::EncodeTo` in LevelDB's db/version_edit.cc.
 */
import { logRecords } from './log-file.ts';
import { varints } from './varints.ts';

const tags = {
  comparator: 1,
  logNumber: 2,
  nextFileNumber: 3,
  lastSequence: 4,
  compactPointer: 5,
  deletedFile: 6,
  newFile: 7,
  previousLogNumber: 9,
} as const;

/** The numbers of the tables; `null` where the manifest can't be read, with which LevelDB opens nothing. */
export function tablesOf(manifest: Uint8Array): ReadonlySet<number> | null {
  const tables = new Set<number>();
  for (const record of logRecords(manifest)) {
    if (!applyChange(record, tables)) return null;
  }
  return tables;
}

/** Whether it could be read. */
function applyChange(record: Uint8Array, tables: Set<number>): boolean {
  const reader = varints(record);
  const skipped = (): boolean => reader.bytes(reader.next() ?? Infinity) !== null;
  while (reader.at() < record.length) {
    switch (reader.next()) {
      case tags.comparator:
        if (!skipped()) return false;
        break;
      case tags.logNumber:
      case tags.nextFileNumber:
      case tags.lastSequence:
      case tags.previousLogNumber:
        if (reader.next() === null) return false;
        break;
      case tags.compactPointer:
        if (reader.next() === null || !skipped()) return false;
        break;
      case tags.deletedFile: {
        const [level, number] = [reader.next(), reader.next()];
        if (level === null || number === null) return false;
        tables.delete(number);
        break;
      }
      case tags.newFile: {
        const [level, number, size] = [reader.next(), reader.next(), reader.next()];
        if (level === null || number === null || size === null) return false;
        if (!skipped() || !skipped()) return false;
        tables.add(number);
        break;
      }
      default:
        return false;
    }
  }
  return true;
}
