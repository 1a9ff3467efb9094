/** The blocks that a node has at hand, and the asking for those it lacks. */
import type { Hash } from '@trellis/crypto';
import type { Height } from '@trellis/protocol';

const retryMs = 400;

export interface HeldBlocks {
  has(blockId: Hash): boolean;
  /** Has the block from now on, and does what waited for it. */
  hold(blockId: Hash): void;
  /** Does this once the block is here, asking one peer after the other for it until then. */
  with(blockId: Hash, action: () => void): void;
}

export function createHeldBlocks(options: {
  readonly held: Iterable<Hash>;
  readonly ask: (blockId: Hash) => void;
  readonly later: (delayMs: number, work: () => void) => void;
  /** The height in work; the blocks of earlier ones are not asked for any more. */
  readonly height: () => Height;
}): HeldBlocks {
  const { ask, later, height } = options;
  const held = new Set(options.held);
  const waiting = new Map<Hash, (() => void)[]>();

  function fetch(blockId: Hash, since: Height): void {
    if (held.has(blockId) || height() !== since) return;
    ask(blockId);
    later(retryMs, () => fetch(blockId, since));
  }

  return {
    has: (blockId) => held.has(blockId),
    hold(blockId) {
      held.add(blockId);
      const actions = waiting.get(blockId) ?? [];
      waiting.delete(blockId);
      for (const action of actions) action();
    },
    with(blockId, action) {
      if (held.has(blockId)) {
        action();
        return;
      }
      const actions = waiting.get(blockId);
      waiting.set(blockId, [...(actions ?? []), action]);
      if (actions === undefined) fetch(blockId, height());
    },
  };
}
