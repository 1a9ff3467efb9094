/** The part of a node that signs and says things: what makes it honest or not. */
import type { Input } from '@trellis/consensus';
import type { Proposal, Vote } from '@trellis/protocol';
import type { Message } from './message.ts';

/** How a node carries out the wish to propose or vote: honestly, or not. */
export interface Speaker {
  propose(proposal: Proposal, desk: Desk): void;
  vote(vote: Vote, desk: Desk): void;
  /** What it really sends where its node wants to send this. */
  says(to: number, message: Message): readonly Message[];
}

/** What a speaker can do. */
export interface Desk {
  /** Makes every input so far survive a crash, then continues; a crash may come before. */
  sync(then: () => void): void;
  /** Lets the machine take this input, after the one in work. */
  loopBack(input: Input): void;
  broadcast(message: Message): void;
  send(to: number, message: Message): void;
  /** A point at which the node may crash. */
  boundary(): void;
}
