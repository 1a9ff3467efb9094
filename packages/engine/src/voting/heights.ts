/** When the next height can begin, and how it does. */

import type { CatchUp } from '../catch-up/catch-up.ts';
import type { DoubleSignGuard } from '../guard/double-sign-guard.ts';
import type { MessageChecks } from '../messages/message-checks.ts';
import type { SerialExecutor } from '../tasks/serial-executor.ts';
import type { Driver } from './driver.ts';
import type { NextHeight } from './next-height.ts';

export interface HeightsParts {
  readonly driver: Pick<Driver, 'runningHeight' | 'startHeight'>;
  readonly nextHeight: NextHeight;
  readonly doubleSignGuard: Pick<DoubleSignGuard, 'isUndecided'>;
  readonly catchUp: Pick<CatchUp, 'isProgressing'>;
  readonly checks: Pick<MessageChecks, 'newHeight'>;
  readonly executor: Pick<SerialExecutor, 'isStopped'>;
}

export interface Heights {
  canBegin(): boolean;
  /** Begins the next height if it can begin. */
  begin(): Promise<void>;
}

export function createHeights(parts: HeightsParts): Heights {
  const { driver, nextHeight, doubleSignGuard, catchUp, checks, executor } = parts;
  const canBegin = (): boolean =>
    !executor.isStopped() &&
    driver.runningHeight() === null &&
    !catchUp.isProgressing() &&
    !doubleSignGuard.isUndecided();
  return {
    canBegin,
    async begin() {
      if (!canBegin()) return;
      // Votes that came before were seen and not counted; sent again, they must count.
      checks.newHeight();
      await driver.startHeight(nextHeight.start());
    },
  };
}
