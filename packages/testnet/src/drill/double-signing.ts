/** Whether any validator signed two different things for one position, by what its peers received. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { drillFiles } from '@trellis/fault-injection';
import type { TestnetManifest } from '../layout.ts';
import { drillFolder } from './faults.ts';

export interface SigningCheck {
  /** Different votes and proposals that were seen. */
  readonly messages: number;
  /** Positions at which one validator signed two things: `prevote 12 0 <validator>`. */
  readonly conflicts: readonly string[];
}

/** Reads what every node recorded since the record was last cleared. */
export async function checkSigning(
  folder: string,
  { nodes }: TestnetManifest,
): Promise<SigningCheck> {
  const records = await Promise.all(
    nodes.map((node) =>
      readFile(join(drillFolder(folder, node), drillFiles.record), 'utf8').catch(() => ''),
    ),
  );
  return conflictsIn(records);
}

/** Forgets what was recorded. */
export async function clearRecords(folder: string, { nodes }: TestnetManifest): Promise<void> {
  for (const node of nodes) {
    await rm(join(drillFolder(folder, node), drillFiles.record), { force: true });
  }
}

/** The conflicts in records of lines `step height round signer block`. */
export function conflictsIn(records: readonly string[]): SigningCheck {
  const signed = new Map<string, string>();
  const conflicts = new Set<string>();
  for (const record of records) {
    // What a crash cut off in the middle of a line is no line.
    for (const line of record.split('\n').slice(0, -1)) {
      const end = line.lastIndexOf(' ');
      const [position, block] = [line.slice(0, end), line.slice(end + 1)];
      const before = signed.get(position);
      if (before === undefined) signed.set(position, block);
      else if (before !== block) conflicts.add(position);
    }
  }
  return { messages: signed.size, conflicts: [...conflicts] };
}
