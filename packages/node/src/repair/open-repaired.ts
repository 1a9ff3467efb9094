/**
 * Opening the chain of a node, also when its database is damaged: what can be had from peers is cut off or moved aside,
 * if the configuration or an operator says so, and the node catches up.
 */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@trellis/crypto/files';
import type { Clock, Logger } from '@trellis/engine';
import type { Genesis, Height } from '@trellis/protocol';
import { type ChainStore, openChain } from '@trellis/storage';
import { isDamage, repairFiles } from './repair-files.ts';

/** What `trellis repair` leaves for the next start of a node that asks before it repairs. */
function approvalPath(dataFolder: string): string {
  return join(dataFolder, 'repair-approved');
}

export interface OpenRepairedParts {
  readonly dataFolder: string;
  readonly genesis: Genesis;
  readonly pastStates: number;
  readonly isPruned: boolean;
  /** A height that the database had. */
  readonly atLeast: Height;
  /** The process before did not close it. */
  readonly isSuspect?: boolean;
  readonly repair: 'automatic' | 'ask';
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
  /** Begins the chain with a snapshot, where that is wanted and there is none. */
  readonly begin: () => Promise<void>;
}

/** A log may be cut, then the database be behind, and then be found damaged as a whole. */
const repairsMax = 3;

/** Throws `StorageError`. */
export async function openRepaired(parts: OpenRepairedParts): Promise<ChainStore> {
  const { dataFolder, genesis, atLeast, clock, logger } = parts;
  const { pastStates, isPruned, isSuspect = false } = parts;
  for (let repairs = 0; ; repairs++) {
    try {
      await parts.begin();
      return await openChain(dataFolder, genesis, { pastStates, isPruned, atLeast, isSuspect });
    } catch (error) {
      if (repairs === repairsMax || !isDamage(error) || !(await mayRepair(parts))) throw error;
      const done = await repairFiles(dataFolder, error, { atLeast, now: clock.now() });
      logger.warn({ error, ...done }, 'repaired the database; what is missing comes from peers');
    }
  }
}

/** Whether nobody has to be asked, or somebody has said so. */
export async function mayRepair({
  dataFolder,
  repair,
}: Pick<OpenRepairedParts, 'dataFolder' | 'repair'>): Promise<boolean> {
  if (repair === 'automatic') return true;
  return stat(approvalPath(dataFolder)).then(
    () => true,
    () => false,
  );
}

/** Allows the next run of a node to repair what is damaged. */
export async function allowRepair(dataFolder: string): Promise<void> {
  await replaceFile(approvalPath(dataFolder), 'the next start may repair what is damaged\n');
}

/** The node runs: the approval was for this damage, and is for none that comes later. */
export async function endApproval(dataFolder: string): Promise<void> {
  await rm(approvalPath(dataFolder), { force: true });
}
