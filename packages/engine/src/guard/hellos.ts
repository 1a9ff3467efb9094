/** Asks peers what they know to be signed with our keys, where they are, and what time it is there. */
import type { Address } from '@trellis/crypto';
import { type Height, proposalClaim, voteClaim } from '@trellis/protocol';
import type { Chain } from '../chain/chain.ts';
import type { HelloAnswer } from '../messages/messages.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Signer } from '../ports/signer.ts';
import type { PeerName, Transport } from '../ports/transport.ts';
import type { Verifier } from '../ports/verifier.ts';
import type { Requests } from '../requests/requests.ts';
import { inBackground, toLog } from '../tasks/background.ts';

/** An answer, with when it was asked for. */
export interface HeardAnswer {
  readonly answer: HelloAnswer;
  /** On the clock's `elapsed` scale. */
  readonly askedAt: number;
  readonly headWhenAsked: Height;
  /** How far the peer's clock is ahead of ours, taken in the middle of the round trip. */
  readonly clockOffsetMs: number;
  /** What the offset may be off by, in both directions. */
  readonly roundTripMs: number;
  /** How far our clock was ahead of `elapsed`: it has been moved since by as much as this is another. */
  readonly clockBaseMs: number;
}

export interface Hellos {
  ask(peer: PeerName): void;
  /** Asks every connected peer whose last answer is older than this, or who never answered. */
  askAll(olderThanMs: number): void;
  isConnected(peer: PeerName): boolean;
  /** The last answers of those that are connected, or were. */
  answers(): ReadonlyMap<PeerName, HeardAnswer>;
}

export interface HellosParts {
  /** Of this process. */
  readonly instance: Uint8Array;
  readonly signer: Pick<Signer, 'keys' | 'hasSigned'> | null;
  readonly chain: Pick<Chain, 'head' | 'domainAt'>;
  readonly requests: Pick<Requests, 'fetchHello'>;
  readonly transport: Pick<Transport, 'peers' | 'disconnect'>;
  readonly verifier: Verifier;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onAnswer: () => void;
}

export function createHellos(parts: HellosParts): Hellos {
  const { instance, signer, chain, requests, transport, clock, onAnswer } = parts;
  const answers = new Map<PeerName, HeardAnswer>();
  const asking = new Set<PeerName>();
  const keys = [...(signer?.keys.keys() ?? [])];

  async function fetch(peer: PeerName): Promise<void> {
    const askedAt = clock.elapsed();
    const sentAt = clock.now();
    const headWhenAsked = chain.head().header.height;
    const hasSigned = signer?.hasSigned() ?? false;
    const answer = await requests.fetchHello(peer, { type: 'hello', instance, hasSigned, keys });
    if (answer === undefined) return;
    const roundTripMs = clock.elapsed() - askedAt;
    if (!(await isGenuine(parts, answer))) {
      transport.disconnect(peer, 'a message of ours that we did not sign');
      return;
    }
    const clockOffsetMs = Number(answer.time) - (sentAt + roundTripMs / 2);
    const clockBaseMs = sentAt - askedAt;
    answers.set(peer, { answer, askedAt, headWhenAsked, clockOffsetMs, roundTripMs, clockBaseMs });
    onAnswer();
  }

  function ask(peer: PeerName): void {
    if (asking.has(peer)) return;
    asking.add(peer);
    inBackground(
      fetch(peer).finally(() => asking.delete(peer)),
      toLog(parts.logger, 'could not ask a peer what it knows of this node'),
    );
  }

  return {
    ask,
    askAll(olderThanMs) {
      const now = clock.elapsed();
      for (const { state, name } of transport.peers()) {
        const askedAt = answers.get(name)?.askedAt ?? Number.NEGATIVE_INFINITY;
        if (state === 'connected' && now - askedAt >= olderThanMs) ask(name);
      }
    },
    isConnected: (peer) =>
      transport.peers().some(({ state, name }) => state === 'connected' && name === peer),
    answers: () => answers,
  };
}

/** Whether what is shown as ours was signed with our keys. */
async function isGenuine(
  { chain, signer, verifier }: HellosParts,
  { latest }: HelloAnswer,
): Promise<boolean> {
  const results = await Promise.all(
    latest.map((message) => {
      const by: Address =
        message.type === 'vote' ? message.vote.validator : message.proposal.proposer;
      const key = signer?.keys.get(by);
      if (key === undefined) return false;
      const claim =
        message.type === 'vote'
          ? voteClaim(chain.domainAt(message.vote.height), message.vote, key)
          : proposalClaim(chain.domainAt(message.proposal.height), message.proposal, key);
      return verifier.verify(claim, 'consensus');
    }),
  );
  return results.every(Boolean);
}
