/**
 * The signer away from this node signs for it from now on, perhaps in the middle of a height: that height gets its vote.
 * What was signed for whoever had the turn before may never have been sent, and the others may need it.
 */
import { toConsensusMessage } from '../messages/messages.ts';
import type { Outbound } from '../messages/outbound.ts';
import type { Signer } from '../ports/signer.ts';
import type { Driver } from './driver.ts';
import type { NextHeight } from './next-height.ts';

export async function takeTurn(parts: {
  readonly signer: Pick<Signer, 'away'> | null;
  readonly nextHeight: Pick<NextHeight, 'start'>;
  readonly driver: Pick<Driver, 'rejoin' | 'runningHeight' | 'give'>;
  readonly outbound: Pick<Outbound, 'vote'>;
}): Promise<void> {
  const { nextHeight, driver, outbound } = parts;
  const away = parts.signer?.away ?? null;
  if (away === null || !away.isActive()) return;
  await driver.rejoin(nextHeight.start());
  for (const message of away.signed()) {
    if (message.height !== driver.runningHeight()) continue;
    if ('type' in message) outbound.vote(message);
    await driver.give(toConsensusMessage(message));
  }
}
