/** Peers tell each other where they are, and send each other what the other lacks of the height in progress. */
import type { RoundState } from '@trellis/consensus';
import { nextHeight } from '@trellis/protocol';
import type { ChainView } from '../chain/chain.ts';
import {
  fromWireRoundState,
  type StatusMessage,
  toConsensusMessage,
  toWireRoundState,
} from '../messages/messages.ts';
import type { Outbound } from '../messages/outbound.ts';
import type { ChainReader } from '../ports/chain-reader.ts';
import type { PeerName } from '../ports/transport.ts';
import type { Driver } from '../voting/driver.ts';
import type { Heights } from '../voting/heights.ts';
import type { LoggedMachine } from '../voting/logged-machine.ts';

export interface PeerSyncParts {
  readonly store: Pick<ChainReader, 'keeps'>;
  readonly chain: Pick<ChainView, 'head'>;
  readonly machine: Pick<LoggedMachine, 'roundState' | 'missingFor'>;
  readonly driver: Pick<Driver, 'runningHeight'>;
  readonly heights: Pick<Heights, 'begin'>;
  readonly outbound: Pick<Outbound, 'send' | 'broadcast'>;
}

export interface PeerSync {
  /** Tells every peer where this node is. */
  broadcast(): void;
  /** Tells a peer that has just connected. */
  greet(peer: PeerName): void;
  /** Sends a peer what it lacks; begins the next height if the peer has begun it. */
  take(status: StatusMessage, from: PeerName): Promise<void>;
}

export function createPeerSync(parts: PeerSyncParts): PeerSync {
  const { store, chain, machine, driver, heights, outbound } = parts;
  const own = (): StatusMessage => ({
    type: 'status',
    firstHeight: store.keeps().witnessesFrom,
    finalHeight: chain.head().header.height,
    roundState: toWireRoundState(machine.roundState()),
  });
  return {
    broadcast: () => outbound.broadcast(own()),
    greet: (peer) => outbound.send(peer, own()),
    async take({ finalHeight, roundState }, from) {
      const height = driver.runningHeight();
      const next = nextHeight(chain.head().header.height);
      const theirs = fromWireRoundState(roundState);
      const theyRun = theirs.step !== 'idle' && theirs.step !== 'decided';
      if (height === null) {
        if (theirs.height === next && theyRun) await heights.begin();
        return;
      }
      if (nextHeight(finalHeight) !== height) return;
      // A peer that has not begun this height lacks everything of it.
      const nothing: RoundState = { ...theirs, height, round: 0, step: 'propose', rounds: [] };
      for (const message of machine.missingFor(theirs.height === height ? theirs : nothing)) {
        outbound.send(from, toConsensusMessage(message));
      }
    },
  };
}
