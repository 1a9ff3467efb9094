/**
 * Messages of the next height, which reach a node that has not decided the present one yet. The
 * machine takes messages of its own height alone, so that a write-ahead log which begins with the
 * height holds every input of it; the node keeps early ones here and gives them as inputs, logged
 * like any other, right after `startHeight`.
 */
import type { Height, SignedProposal, SignedVote } from '@trellis/protocol';

type Message = SignedProposal | SignedVote;

/** What came for a height before it could begin. */
export interface EarlyMessages {
  readonly height: Height;
  /** In the order of arrival. */
  readonly messages: readonly Message[];
}

/** Messages of later rounds are re-sent soon enough (`missingFor`). */
const earlyRoundMax = 1;

/** Nothing has come for this height yet. */
export function createEarlyMessages(height: Height): EarlyMessages {
  return { height, messages: [] };
}

/**
 * With this message, if it is of this height, of a first round, and the sender's first of its kind:
 * at most six a sender. The signature must be verified, and its signer a validator.
 */
export function keepEarlyMessage(early: EarlyMessages, message: Message): EarlyMessages {
  if (message.height !== early.height || message.round > earlyRoundMax) return early;
  if (early.messages.some((other) => kindOf(other) === kindOf(message))) return early;
  return { ...early, messages: [...early.messages, message] };
}

function kindOf(message: Message): string {
  return 'type' in message
    ? `${message.type} ${message.round} ${message.validator}`
    : `proposal ${message.round} ${message.proposer}`;
}
