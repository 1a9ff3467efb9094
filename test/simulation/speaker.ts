/** The part of a node that signs and says things: what makes it honest or not. */
import type { Input } from '../../packages/consensus/src/index.ts';
import type { Proposal, Vote } from '../../packages/protocol/src/index.ts';
import type { Message } from './message.ts';

/** How a node carries out the wish to propose or vote: honestly, or not. */
export interface Speaker {
  propose(proposal: Proposal, desk: Desk): void;
  vote(vote: Vote, desk: Desk): void;
}

/** What a speaker can do. */
export interface Desk {
  /** Makes every input so far survive a crash. */
  sync(): void;
  /** Lets the machine take this input, after the one in work. */
  loopBack(input: Input): void;
  broadcast(message: Message): void;
  send(to: number, message: Message): void;
  /** A point at which the node may crash. */
  boundary(): void;
}
