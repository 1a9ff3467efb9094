/**
 * The last message of every validator that this node heard of. A validator whose memory may be older than what
 * it signed asks for it.
 */
import type { Address } from '@trellis/crypto';
import type { SignedProposal, SignedVote } from '@trellis/protocol';
import type { HeardStore } from '../ports/heard-store.ts';
import type { LoggedInput } from '../ports/logged-input.ts';
import { comparePositions, positionOf } from '../ports/signer.ts';

type Message = SignedProposal | SignedVote;

export interface HeardMessages {
  /** A message whose signature was verified. */
  note(message: Message): void;
  latestOf(signer: Address): Message | undefined;
}

/** Begins with what was kept, and with what the write-ahead log has of the height in progress. */
export function createHeardMessages(
  store: HeardStore,
  logged: readonly LoggedInput[],
): HeardMessages {
  const latest = new Map(store.recovered);

  function isNews(message: Message, signer: Address): boolean {
    const known = latest.get(signer);
    return known === undefined || comparePositions(positionOf(message), positionOf(known)) > 0;
  }

  function note(message: Message): void {
    const { signer } = positionOf(message);
    if (!isNews(message, signer)) return;
    latest.set(signer, message);
    store.keep(signer, message);
  }

  for (const message of messagesIn(logged)) note(message);
  return { note, latestOf: (signer) => latest.get(signer) };
}

/** The messages of validators, our own included, that a log holds. */
export function messagesIn(logged: readonly LoggedInput[]): readonly Message[] {
  return logged.flatMap((input): readonly Message[] => {
    if (input.type === 'vote') return [input.vote];
    return input.type === 'proposal' ? [input.proposal] : [];
  });
}
