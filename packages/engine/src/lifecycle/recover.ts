/** After a restart: a node continues where a crash left off. */
import type { Hash } from '@trellis/crypto';
import { keptBlocks } from '../ports/logged-input.ts';
import type { WriteAheadLog } from '../ports/wal.ts';
import type { Driver } from '../voting/driver.ts';
import type { NextHeight } from '../voting/next-height.ts';

export interface RecoveryParts {
  readonly wal: Pick<WriteAheadLog, 'recovered'>;
  readonly nextHeight: Pick<NextHeight, 'start'>;
  readonly driver: Pick<Driver, 'recover' | 'runningHeight' | 'abandon'>;
  /** Takes up a block that was kept before. */
  readonly restoreBlock: (id: Hash) => Promise<unknown>;
}

export async function recover(parts: RecoveryParts): Promise<void> {
  const { nextHeight, driver } = parts;
  // A node that had no vote when it started may have begun a height already.
  if (driver.runningHeight() !== null) return;
  const { height } = nextHeight.start();
  for (const blockId of keptBlocks(parts.wal.recovered, height)) {
    // The database is older than the log: without its blocks there is nothing to continue with.
    if ((await parts.restoreBlock(blockId)) === undefined) return driver.abandon();
  }
  await driver.recover(nextHeight.start());
}
