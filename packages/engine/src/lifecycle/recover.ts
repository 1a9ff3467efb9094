/** After a restart: a node continues where a crash left off, or sits out a height that can't be remembered. */
import type { Input } from '@trellis/consensus';
import type { Hash } from '@trellis/crypto';
import type { Height } from '@trellis/protocol';
import { inputHeight } from '../ports/logged-input.ts';
import type { Logger } from '../ports/logger.ts';
import type { WriteAheadLog } from '../ports/wal.ts';
import type { DoubleSignGuard } from '../voting/double-sign-guard.ts';
import type { Driver } from '../voting/driver.ts';
import { toInput } from '../voting/logged-machine.ts';
import type { NextHeight } from '../voting/next-height.ts';

export interface RecoveryParts {
  readonly wal: Pick<WriteAheadLog, 'recovered'>;
  readonly nextHeight: Pick<NextHeight, 'start'>;
  readonly driver: Pick<Driver, 'recover'>;
  readonly doubleSignGuard: Pick<DoubleSignGuard, 'recovered' | 'waits'>;
  /** Whether the log accounts for all that we remember to have signed at a height. */
  readonly isExplained: (inputs: readonly Input[], height: Height) => boolean;
  /** Takes up a block that was kept before. */
  readonly restoreBlock: (id: Hash) => Promise<unknown>;
  readonly logger: Logger;
}

export async function recover(parts: RecoveryParts): Promise<void> {
  const { nextHeight, driver, doubleSignGuard, logger } = parts;
  const start = nextHeight.start();
  const { height } = start;
  const logged = parts.wal.recovered.filter((input) => inputHeight(input) === height);
  const inputs = logged.map((input) => toInput(input, start));
  doubleSignGuard.recovered(height, parts.isExplained(inputs, height));
  if (doubleSignGuard.waits(height)) {
    logger.warn(
      { height },
      'not voting at this height: what was signed at it is not known for sure',
    );
  }
  for (const input of logged) {
    const kept = input.type === 'blockBuilt' || (input.type === 'proposalChecked' && input.valid);
    if (kept) await parts.restoreBlock(input.blockId);
  }
  await driver.recover(nextHeight.start());
}
