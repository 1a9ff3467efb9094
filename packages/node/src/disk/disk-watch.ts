/**
 * Watches the room on the disk of the data folder: people are told while there is time to do something, and
 * submissions are refused before the database has none left.
 */
import type { Clock, Logger } from '@trellis/engine';
import type { diskSpace } from '@trellis/storage';
import { createTurns } from '../repair/turns.ts';

type Space = Awaited<ReturnType<typeof diskSpace>>;

/** Shares of the disk that are left. */
const alertShare = 0.1;
const refuseShare = 0.02;

export type DiskState = 'roomy' | 'low' | 'full';

/** What a disk's room means. One that does not tell is taken to have some. Pure. */
export function diskStateOf(space: Space): DiskState {
  if (space === null || space.totalBytes === 0) return 'roomy';
  const share = space.freeBytes / space.totalBytes;
  if (share < refuseShare) return 'full';
  return share < alertShare ? 'low' : 'roomy';
}

export interface DiskWatchParts {
  readonly read: () => Promise<Space>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onAlert: (detail: string) => void;
  /** There is room again. */
  readonly onRoom: () => void;
}

export interface DiskWatch {
  state(): DiskState;
  stop(): Promise<void>;
}

const pollMs = 5_000;

export function startDiskWatch({
  read,
  clock,
  logger,
  onAlert,
  onRoom,
}: DiskWatchParts): DiskWatch {
  const turns = createTurns(clock, logger);
  let state: DiskState = 'roomy';

  async function look(): Promise<void> {
    turns.later(pollMs, look);
    const space = await read();
    const next = diskStateOf(space);
    if (next === 'roomy' && state !== 'roomy') onRoom();
    const isWorse = next !== 'roomy' && next !== state;
    state = next;
    if (!isWorse || space === null) return;
    const percent = ((100 * space.freeBytes) / space.totalBytes).toFixed(1);
    onAlert(
      next === 'full'
        ? `${percent} % of the disk is left: this node takes no submissions until there is more room`
        : `${percent} % of the disk is left; at 2 % this node takes no submissions`,
    );
  }

  turns.later(0, look);
  return { state: () => state, stop: turns.stop };
}
