/** Runs consensus one height at a time. */
import type { Height } from '@trellis/protocol';
import type { ConsensusMessage } from '../messages/messages.ts';
import { createHeightRun, type HeightParts, type HeightRun } from './height-run.ts';
import type { HeightStart } from './logged-machine.ts';

export interface Driver {
  /** Continues a height from the write-ahead log, if that has anything to continue. */
  recover(start: HeightStart): Promise<void>;
  startHeight(start: HeightStart): Promise<void>;
  /** Continues the running height with this start instead of the one that it began with, if it is of that height. */
  rejoin(start: HeightStart): Promise<void>;
  /** Gives the machine what others signed. */
  give(message: ConsensusMessage): Promise<void>;
  /** The height that is running, or `null` between heights. */
  runningHeight(): Height | null;
  /** Peers came or went: a wait for a proposal that can't come ends. */
  reconsiderTimeouts(): void;
  /** Leaves the running height because its block came in another way. */
  abandon(): Promise<void>;
  stop(): void;
}

export function createDriver(parts: HeightParts): Driver {
  const { machine } = parts;
  let newest: HeightRun | null = null;
  const running = (): HeightRun | null => (newest?.isOver() === false ? newest : null);

  function enter(start: HeightStart): HeightRun {
    newest?.end();
    newest = createHeightRun(parts, start);
    return newest;
  }

  return {
    async recover(start) {
      const open = machine.recover(start);
      await (open === null ? machine.clear() : enter(start).carryOut(open));
    },
    async startHeight(start) {
      await enter(start).take({ type: 'startHeight', height: start.height });
    },
    async rejoin(start) {
      if (running()?.start.height !== start.height) return;
      const run = enter(start);
      await run.carryOut(machine.rejoin(start));
    },
    async give(message) {
      await running()?.take(message);
    },
    runningHeight: () => running()?.start.height ?? null,
    reconsiderTimeouts: () => running()?.reconsiderTimeouts(),
    async abandon() {
      newest?.end();
      await machine.clear();
    },
    stop: () => newest?.end(),
  };
}
