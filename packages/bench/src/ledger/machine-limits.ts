/** Whether the machine has what a network of this size takes, asked before anything is started. */
import { readFile } from 'node:fs/promises';
import { LedgerError } from './ledger-error.ts';

/** Connections, the database's files (LevelDB keeps up to 1000 open) and a margin. */
export function filesNeeded(validators: number): number {
  return 1_100 + 8 * validators;
}

/** Seen at full load, rounded up. */
const memoryBytesPerNode = 400 * 1024 * 1024;

/** The most files a process may open, from the text of `/proc/self/limits`. */
export function openFilesMax(limits: string): number {
  // Node raises its soft limit to the hard one when it starts.
  const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(limits)?.[1];
  return hard === undefined || hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
}

/** Throws `LedgerError` `too_few_files` or `too_little_memory`. Ports are looked for later. */
export async function requireMachine(validators: number): Promise<void> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const files = openFilesMax(limits);
  const needed = filesNeeded(validators);
  if (files < needed) {
    throw new LedgerError(
      'too_few_files',
      `a process may open ${files} files here, and a node among ${validators} needs ${needed}; raise it with "ulimit -n ${needed}"`,
    );
  }
  const available = process.availableMemory();
  if (available < validators * memoryBytesPerNode) {
    const gigabytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
    throw new LedgerError(
      'too_little_memory',
      `${validators} nodes take about ${gigabytes(validators * memoryBytesPerNode)} GiB at full load, and ` +
        `${gigabytes(available)} GiB are free; take fewer --validators or free some`,
    );
  }
}
