/**
 * Blocks of an audit that are executed and of which other threads still check a part. They are finished in their order,
 * so that the first fault that is told is the first of the chain, however long each check takes.
 */
import { holdNotes, type Note } from './faults.ts';

export interface UnfinishedBlocks {
  /** Executes the next block, which tells `note` what is wrong with it. Throws what it throws, or an earlier one's checks. */
  add<T extends { readonly checks: Promise<void> }>(
    execute: (note: Note) => Promise<T>,
  ): Promise<T>;
  /** Waits for the checks of all. Throws what the first of them that fails throws. */
  finish(): Promise<void>;
}

interface Unfinished {
  readonly checks: Promise<void>;
  /** Tells what was found of it. */
  release(): void;
}

/** So many blocks may be ahead of the first that is not finished. */
export function createUnfinishedBlocks(note: Note, aheadMax: number): UnfinishedBlocks {
  const unfinished: Unfinished[] = [];

  async function finishUntil(left: number): Promise<void> {
    while (unfinished.length > left) {
      const next = unfinished.shift();
      try {
        await next?.checks;
      } finally {
        next?.release();
      }
    }
  }

  return {
    async add(execute) {
      const held = holdNotes(note);
      const block = await execute(held.note).catch(async (error: unknown) => {
        await finishUntil(0);
        held.release();
        throw error;
      });
      // Whoever waits for it may come too late to be the first that hears of a failure.
      block.checks.catch(() => undefined);
      unfinished.push({ checks: block.checks, release: held.release });
      await finishUntil(aheadMax);
      return block;
    },
    finish: () => finishUntil(0),
  };
}
