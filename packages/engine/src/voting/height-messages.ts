/** Verified proposals and votes, led to their height: those of the next one begin it, those of the one after wait. */
import { createEarlyMessages, keepEarlyMessage } from '@trellis/consensus';
import { nextHeight, type SignedProposal, type SignedVote } from '@trellis/protocol';
import type { ChainView } from '../chain/chain.ts';
import { toConsensusMessage } from '../messages/messages.ts';
import type { Driver } from './driver.ts';

export interface HeightMessages {
  take(message: SignedProposal | SignedVote): Promise<void>;
  /** A height became final: what waited for the next one is given, and begins it, as others have. */
  blockFinal(): Promise<void>;
  /** Heights can begin: gives what came for the next one while they could not. */
  resume(): Promise<void>;
}

export function createHeightMessages(parts: {
  readonly chain: Pick<ChainView, 'head'>;
  readonly driver: Pick<Driver, 'give' | 'runningHeight'>;
  /** Begins the next height unless it runs already. */
  readonly begin: () => Promise<void>;
}): HeightMessages {
  const { chain, driver, begin } = parts;
  const next = () => nextHeight(chain.head().header.height);
  let early = createEarlyMessages(nextHeight(next()));
  /** Of the next height, while that can't begin. */
  let waiting = createEarlyMessages(next());

  const give = (message: SignedProposal | SignedVote): Promise<void> =>
    driver.give(toConsensusMessage(message));

  return {
    async take(message) {
      const height = next();
      if (message.height === height) {
        await begin();
        if (driver.runningHeight() !== null) return give(message);
        if (waiting.height !== height) waiting = createEarlyMessages(height);
        waiting = keepEarlyMessage(waiting, message);
      } else if (message.height === nextHeight(height)) {
        if (early.height !== message.height) early = createEarlyMessages(message.height);
        early = keepEarlyMessage(early, message);
      }
    },
    async blockFinal() {
      const height = next();
      if (early.height > height) return;
      const { messages } = early;
      const current = early.height === height;
      early = createEarlyMessages(nextHeight(height));
      if (!current || messages.length === 0) return;
      await begin();
      if (driver.runningHeight() === null) waiting = { height, messages };
      else for (const message of messages) await give(message);
    },
    async resume() {
      const { height, messages } = waiting;
      waiting = createEarlyMessages(next());
      if (height !== next() || messages.length === 0) return;
      await begin();
      for (const message of messages) await give(message);
    },
  };
}
