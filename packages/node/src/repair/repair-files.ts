/** What is done to the files of a damaged database, so that the node can start and have the rest from its peers. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DamagedTree } from '@trellis/ledger';
import type { Height } from '@trellis/protocol';
import {
  beginRebuild,
  chainPath,
  cutLog,
  type Damage,
  DamagedLog,
  DamagedValue,
  DatabaseBehind,
  freeName,
  keys,
  memoryNames,
  moveAside,
  StorageError,
} from '@trellis/storage';

/** Whether an error, or what caused it, is damage to the database. */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamagedTree) return true;
  if (error instanceof StorageError) return error.code === 'database_damaged';
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'LEVEL_CORRUPTION' || isDamage(error.cause);
}

/** The one value that an error is about; `null` if it is about more. */
export function damageOf(error: unknown): Damage | null {
  if (error instanceof DamagedValue) return error;
  if (error instanceof DamagedTree) return { key: keys.treePage(error.path), what: error.message };
  return error instanceof Error && error.cause !== undefined ? damageOf(error.cause) : null;
}

interface FilesRepair {
  readonly repair: 'log cut' | 'catches up' | 'moved aside';
  /** Where what was there is kept. */
  readonly kept: string | null;
}

/** Nothing is deleted. The node must not run. */
export async function repairFiles(
  dataFolder: string,
  error: unknown,
  { atLeast, now }: { readonly atLeast: Height; readonly now: number },
): Promise<FilesRepair> {
  const chain = chainPath(dataFolder);
  // What the log of inputs is about may be gone; without it, the node signs nothing at the height that it was of.
  for (const log of await logsIn(dataFolder)) await moveAside(join(dataFolder, log), now);
  if (error instanceof DamagedLog) {
    const kept = await freeName(chain, now);
    await cutLog(chain, error, kept);
    return { repair: 'log cut', kept };
  }
  await beginRebuild(dataFolder, atLeast);
  if (error instanceof DatabaseBehind) return { repair: 'catches up', kept: null };
  return { repair: 'moved aside', kept: await moveAside(chain, now) };
}

/** The log of inputs, and those of the chain's recoveries. */
async function logsIn(dataFolder: string): Promise<readonly string[]> {
  const { log } = memoryNames(null);
  const names = await readdir(dataFolder);
  return names.filter(
    (name) => name.startsWith(log) && /^(\.[0-9a-f]{16})?$/.test(name.slice(log.length)),
  );
}
