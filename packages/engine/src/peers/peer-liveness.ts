/**
 * What is known of where the peers are: when each was last heard of, and how far it had come. It only
 * shortens waiting and explains it; nothing that a peer says here can do more than that.
 */
import type { Address } from '@trellis/crypto';
import { validatorSchedule } from '@trellis/ledger';
import { type Height, proposerAt, type Round, toHeight } from '@trellis/protocol';
import type { Chain } from '../chain/chain.ts';
import type { Clock } from '../ports/clock.ts';
import type { PeerName } from '../ports/transport.ts';
import { type Registry, validatorPeer } from './registry.ts';

/** Where a peer says it is. */
export interface Position {
  readonly height: Height;
  readonly round: Round;
}

interface PeerLivenessView {
  readonly connected: boolean;
  /** On the clock's `elapsed` scale; `null` when nothing was heard since it was last connected. */
  readonly heardAt: number | null;
  /** The furthest it was heard to be, `null` before the first word. */
  readonly position: Position | null;
}

export interface PeerLiveness {
  connected(peer: PeerName): void;
  disconnected(peer: PeerName): void;
  /** A message that the peer itself sent to us. */
  heard(peer: PeerName, position: Position): void;
  /** A message that a validator signed, whoever passed it on: news only if it says that it continued. */
  heardOf(signer: Address, position: Position): void;
  /**
   * When waiting for the round's proposer is useless, as far as this node can tell: among how many
   * validators it has its turn. `null` when the proposer is here.
   */
  absentProposer(height: Height, round: Round): { readonly validators: number } | null;
  of(peer: PeerName): PeerLivenessView;
  /** Whether it ever was, since this node's start. */
  wasConnected(peer: PeerName): boolean;
  /** Power of the validators that ever said where they are, us included, and of those beyond a height. */
  powerHeard(height: Height): { readonly heard: number; readonly beyond: number };
  /** The highest final block that any peer has, by its own word; `null` before the first word. */
  highestFinal(): Height | null;
}

/** Peers tell their status once a second; whoever missed three of them stalls or is cut off. */
export const unresponsiveAfterMs = 3_000;

/** A peer this far behind is catching up and proposes nothing for the height in progress. */
export const lagMax = 2n;

const unknown: PeerLivenessView = { connected: false, heardAt: null, position: null };

export function createPeerLiveness(parts: {
  readonly clock: Clock;
  readonly chain: Pick<Chain, 'state' | 'validatorsAt'>;
  readonly registry: Registry;
  readonly self: PeerName;
}): PeerLiveness {
  const { clock, chain, registry, self } = parts;
  const peers = new Map<PeerName, PeerLivenessView>();
  const everConnected = new Set<PeerName>();
  const of = (peer: PeerName): PeerLivenessView => peers.get(peer) ?? unknown;
  const peerOf = (validator: Address, height: Height): PeerName | undefined =>
    validatorPeer(registry, validatorSchedule(chain.state()), height, validator);

  function note(peer: PeerName, position: Position): void {
    peers.set(peer, { ...of(peer), heardAt: clock.elapsed(), position });
  }

  function isAbsent(peer: PeerName, height: Height): boolean {
    const { heardAt, position } = of(peer);
    if (heardAt === null || clock.elapsed() - heardAt > unresponsiveAfterMs) return true;
    return position !== null && position.height + lagMax < height;
  }

  return {
    connected(peer) {
      everConnected.add(peer);
      peers.set(peer, { ...of(peer), connected: true, heardAt: clock.elapsed() });
    },
    disconnected(peer) {
      peers.set(peer, { ...of(peer), connected: false, heardAt: null });
    },
    heard: note,
    heardOf(signer, { height, round }) {
      const peer = peerOf(signer, height);
      if (peer === undefined) return;
      const { position } = of(peer);
      if (position === null || isLater({ height, round }, position)) note(peer, { height, round });
    },
    absentProposer(height, round) {
      const validators = chain.validatorsAt(height);
      const peer = peerOf(proposerAt(validators, height, round).address, height);
      const isHere = peer === self || (peer !== undefined && !isAbsent(peer, height));
      return isHere ? null : { validators: validators.validators.length };
    },
    of,
    wasConnected: (peer) => everConnected.has(peer),
    powerHeard(height) {
      let [heard, beyond] = [0, 0];
      for (const { address, power } of chain.validatorsAt(height).validators) {
        const peer = peerOf(address, height);
        const position = peer === undefined ? null : of(peer).position;
        if (peer === self || position !== null) heard += power;
        if (position !== null && position.height > height) beyond += power;
      }
      return { heard, beyond };
    },
    highestFinal() {
      const heights = [...peers.values()].flatMap(({ connected, position }) =>
        connected && position !== null ? [position.height] : [],
      );
      if (heights.length === 0) return null;
      const highest = heights.reduce((most, one) => (one > most ? one : most));
      return toHeight(highest - 1n);
    },
  };
}

function isLater(one: Position, other: Position): boolean {
  return one.height === other.height ? one.round > other.round : one.height > other.height;
}
